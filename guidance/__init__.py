"""The system: `files`, `language`, `inference`, `knowledge`, `assessment`, `case`, `partners`, `disclosure`, `curation`. Each uses only those before it; none knows a screen."""

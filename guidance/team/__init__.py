"""The people of an institution who work on its assessments together."""

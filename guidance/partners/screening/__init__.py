"""Who a partner is, and what official lists say about it.

`library.index()` builds what is looked at, `match.resolve` tells who a name means, `match.screen` what the lists say.
Bodies only: persons are never looked up. Nothing here ever says that somebody is cleared.
"""

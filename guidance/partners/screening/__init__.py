"""Who a partner is, and what official lists say about it.

`library.index()` builds what is looked at, `match.resolve` tells who a name means, `match.screen` what the lists say.
Bodies only: persons are never looked up. Nothing here ever says that somebody is cleared.

    >>> from guidance.partners.screening import library, match
    >>> known = library.index()
    >>> decision = match.resolve(known, "Harbin Engineering University")
    >>> decision.decision, decision.matched
    ('match', 'Harbin Engineering University')
    >>> "US-BIS-EL" in {hit.code for hit in match.screen(known, decision.identity or "")}
    True
"""

"""Readings of a condition: English, three-valued, masks, experta. None of them adds to what it means; they must agree.

`masks` shares no line of reasoning with the others and is the independent witness. `experta` is the engine of record of an
assessment, with its trace of what fired; it asks the three-valued reading which concerns are still open."""

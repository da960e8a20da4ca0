"""The record of one organisation: what was answered, by whom, on what evidence, where it is stored, and who else is asked."""

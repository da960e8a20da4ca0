"""The command `guidance`."""

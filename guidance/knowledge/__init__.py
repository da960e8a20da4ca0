"""What a policy specialist keeps: reads a knowledge folder, checks it, and joins it into one catalogue."""

from guidance.knowledge.catalogue import COMMON
from guidance.knowledge.folder import OWN, KnowledgeError, load, load_from, read

__all__ = ["COMMON", "OWN", "KnowledgeError", "load", "load_from", "read"]

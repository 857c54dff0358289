"""Reads of the diagnosis: the numbers of a week, and what was drafted of them."""

"""Reads of days: what is open, what was closed, what was corrected."""

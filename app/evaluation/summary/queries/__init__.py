"""Reads of the term's summary."""

"""Reads of the monthly survey."""

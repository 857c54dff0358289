"""Reads of the catalogue: one module per noun."""

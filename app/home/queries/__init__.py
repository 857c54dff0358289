"""Reads for the start pages: one module per page."""

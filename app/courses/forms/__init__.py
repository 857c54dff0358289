"""Shapes of what teachers and administrators send about clubs: one module per page."""

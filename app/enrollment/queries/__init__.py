"""Reads about places: one module per noun."""

"""Reads about people: one module per noun."""

"""Measures the app from outside: load on a real server, page weight, statements of a page."""

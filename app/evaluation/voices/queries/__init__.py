"""Reads of suggestions and complaints."""

"""Understands catalogues as schools write them: plain tables in, clubs and issues out."""

"""Understands rosters as schools write them: plain sheets in, rows and issues out."""

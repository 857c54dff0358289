"""Reads of meetings, of who is free, and of who goes to a section."""

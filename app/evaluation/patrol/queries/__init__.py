"""Reads of patrols."""

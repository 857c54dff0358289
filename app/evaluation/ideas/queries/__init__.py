"""Reads of golden ideas."""

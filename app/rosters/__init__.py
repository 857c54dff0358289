"""Rosters: lists of pupils, guardians and staff from files into the school."""

"""Reads of rounds, lists and draws: one module per noun."""

"""The demonstration: a fictitious school with a round in progress, made through the real services.

The files of `data/` are made up: no person, number or club of them is real.
"""

"""Reads and writes tables (xlsx, csv and what is named so); knows no rule of schools."""

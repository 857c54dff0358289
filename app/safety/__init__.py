"""The safety of a day: what must be right before its books are closed."""

"""Actions on rounds, lists and draws: one module per noun."""

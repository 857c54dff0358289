"""Actions on people: one module per noun."""

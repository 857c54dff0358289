"""The inbox of families and staff: one sentence and a link each."""

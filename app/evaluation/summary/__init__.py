"""The term's summary: what a section's evidence adds up to, and what is decided for next term."""

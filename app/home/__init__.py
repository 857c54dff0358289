"""Where everybody starts: a page for each role, the welcome of a demonstration, a new term."""

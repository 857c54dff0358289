"""What is done about what was found: by whom, until when, and how far it is (整改)."""

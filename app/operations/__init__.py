"""Work of whoever runs the installation: backup, restore and its rehearsal. Nothing imports it."""

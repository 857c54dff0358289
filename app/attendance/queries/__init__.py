"""Reads of rolls, absences and leave."""

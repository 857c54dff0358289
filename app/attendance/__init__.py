"""The roll of each meeting, leave, and what becomes of an absence nobody explained."""

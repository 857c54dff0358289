"""The school itself: terms and calendar, bands and bells, slots, rooms, homerooms."""

"""Courses and their sections: what a school offers, reviews and publishes."""

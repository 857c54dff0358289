"""Golden ideas (金点子, R75): what worked somewhere, for all colleagues to use."""

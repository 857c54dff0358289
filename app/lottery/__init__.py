"""Choice rounds, ranked choices and the draw."""

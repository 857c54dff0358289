"""Measurements of the draw beside other programs; `make bench` runs them."""

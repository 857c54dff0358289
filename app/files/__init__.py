"""Photographs: drawn anew, kept, and given to the page that checked who may see them."""

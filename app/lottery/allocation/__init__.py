"""The pure core of the draw: plain data in, plain data out, repeatable."""

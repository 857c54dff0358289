"""What the allocation refuses."""


class BadProblem(ValueError):
    """The input of a draw is not what docs/draw.md asks for; the sentence names the place."""

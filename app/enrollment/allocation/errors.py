"""What the computation of places refuses."""


class BadRepair(ValueError):
    """The data of a repair contradict themselves."""

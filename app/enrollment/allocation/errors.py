"""What the computation of places refuses."""


class BadRepair(ValueError):
    """The data of a repair contradict themselves."""


class BadExchange(ValueError):
    """The data of an exchange contradict themselves."""

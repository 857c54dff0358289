"""Who reads a complaint, and who never does; plain data."""

from collections.abc import Collection


def readers(named: Collection[int], administrators: Collection[int], about: int | None) -> set[int]:
    """Name who reads a complaint: the named leaders or, without any, the administrators.

    Never the person it is about; if that leaves nobody of the named ones, the administrators.
    """
    wanted = set(named) - {about}
    return wanted or set(administrators) - {about}

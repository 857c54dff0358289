"""Splits long lists, because a statement takes a limited number of values."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value")

MOST_VALUES = 500


def batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Give the values in lists of at most `MOST_VALUES`."""
    rest = iter(values)
    while some := list(islice(rest, MOST_VALUES)):
        yield some

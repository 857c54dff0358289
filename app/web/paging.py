"""Long lists, page by page."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from flask import request

Item = TypeVar("Item")

PAGE_SIZE = 100
LAST_PAGE = 100_000  # no list is longer; what lies behind overflows a database


def wanted_page() -> int:
    """Read the number of the page from the address (`?page=`), from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


class PageOf(Generic[Item]):
    """One page of a list, with the addresses before and after it; empty where the list ends."""

    def __init__(self, every: Sequence[Item], number: int, url: str) -> None:
        """Take page `number`, from 1; `url` has a query to which the page is added."""
        last = max(1, -(-len(every) // PAGE_SIZE))
        page = min(max(number, 1), last)
        self.lines = every[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        self.total = len(every)
        self.before = f"{url}&page={page - 1}" if page > 1 else ""
        self.after = f"{url}&page={page + 1}" if page < last else ""

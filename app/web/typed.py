"""What people send, without the characters that nobody types and no database keeps."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

_NOBODY_TYPES = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


class Typed(ImmutableMultiDict[str, Any]):
    """Names and values of an address or a form, free of control characters."""

    def __init__(
        self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None
    ) -> None:
        pairs = mapping.items(multi=True) if isinstance(mapping, ImmutableMultiDict) else mapping
        given = pairs.items() if isinstance(pairs, Mapping) else pairs or ()
        super().__init__([(name, _clean(value)) for name, value in given])


class TypedRequest(Request):
    """A request whose values are `Typed`."""

    parameter_storage_class = Typed


def _clean(value: object) -> object:
    """Leave tabs and line ends; files are not touched."""
    return value.translate(_NOBODY_TYPES) if isinstance(value, str) else value

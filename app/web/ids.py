"""Row ids in addresses are bounded, so that no address overflows a database."""

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**53 - 1


class IdConverter(IntegerConverter):
    """`<int:thing_id>`: 1 to 2**53-1, at most 16 digits; anything else is no such page."""

    regex = r"[1-9]\d{0,15}"

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, min=1, max=LARGEST_ID)  # type: ignore[arg-type]  # -- a Map


def init_app(app: Flask) -> None:
    """Let every `<int:...>` of the app be a bounded id."""
    app.url_map.converters["int"] = IdConverter

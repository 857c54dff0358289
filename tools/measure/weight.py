"""What a page weighs on the wire: itself and what it loads at once, compressed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection

from tools.measure.load import HOST


@dataclass
class Weight:
    """Bytes of a page and of what a first visit loads with it; lazy pictures do not count."""

    page: int = 0
    files: dict[str, int] = field(default_factory=dict)

    @property
    def first_visit(self) -> int:
        """Everything that a browser without any of the files fetches."""
        return self.page + sum(self.files.values())

    @property
    def requests(self) -> int:
        """Requests of a first visit."""
        return 1 + len(self.files)


class _Files(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the browser loads without being asked."""
        named = dict(attrs)
        address = named.get("href") if tag in {"link", "use"} else named.get("src")
        is_lazy = named.get("loading") == "lazy"
        if tag in {"link", "script", "img", "use"} and address and not is_lazy:
            self.found.add(address.partition("#")[0])


def weigh(port: int, path: str, cookie: str) -> Weight:
    """Fetch a page and what it loads, as a phone on its first visit does.

    Raises:
        ValueError: the page does not answer with 200.
    """
    size, body = _fetch(port, path, cookie)
    files = _Files()
    files.feed(body.decode())
    found = {address for address in files.found if address.startswith("/")}
    return Weight(size, {address: _fetch(port, address, cookie)[0] for address in sorted(found)})


def _fetch(port: int, path: str, cookie: str) -> tuple[int, bytes]:
    """Give the size on the wire and the content."""
    sizes: list[tuple[int, bytes]] = []
    for encoding in ("gzip", "identity"):
        connection = HTTPConnection(HOST, port, timeout=30)
        connection.request("GET", path, headers={"Accept-Encoding": encoding, "Cookie": cookie})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status != 200:
            raise ValueError(f"{path} answered {response.status}")
        sizes.append((len(body), body))
    return sizes[0][0], sizes[1][1]

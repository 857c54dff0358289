"""Keeps the Chinese of every sentence: compiles the catalogues, finds what is missing or wrong.

Each package has a catalogue of its own, `translations/zh_Hans_CN/LC_MESSAGES/<package>.po`; all
are compiled into one `messages.mo`. A sentence used in several packages stands in one of them.

    python -m tools.translations compile
    python -m tools.translations check
    python -m tools.translations missing [package]     prints entries to fill in
"""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans_CN"
FOLDER = ROOT / "translations" / LOCALE / "LC_MESSAGES"
SOURCES = {"app": [("**.py", "python")], "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")]}
JINJA_OPTIONS = {"**.html": {"silent": "false", "trimmed": "true"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "NN_": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HOLE = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")

Sentence = str | tuple[str, ...]
Key = tuple[str | None, str]


@dataclass
class Use:
    """A sentence of the product and where it stands."""

    sentence: Sentence
    context: str | None
    places: list[str] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The English sentence, the singular of it where there are two."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence[0]


def used() -> dict[Key, Use]:
    """Find every sentence of the code and the templates."""
    found: dict[Key, Use] = {}
    for folder, methods in SOURCES.items():
        rows = extract_from_dir(
            str(ROOT / folder), methods, JINJA_OPTIONS, keywords=KEYWORDS, comment_tags=()
        )
        for path, line, sentence, _comments, context in rows:
            first = sentence if isinstance(sentence, str) else sentence[0]
            use = found.setdefault((context, first), Use(sentence, context))
            use.places.append(f"{folder}/{path}:{line}")
            if not isinstance(sentence, str):
                use.sentence = sentence
    return found


def entries() -> Iterator[tuple[Path, Message]]:
    """Walk every entry of every catalogue."""
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=LOCALE, abort_invalid=True)
        for message in catalogue:
            if message.id:
                yield path, message


def key_of(message: Message) -> Key:
    """Give what identifies an entry."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def compile_all() -> None:
    """Write `messages.mo` of all catalogues; the first entry of a sentence counts."""
    merged = Catalog(locale=LOCALE, domain="messages")
    for _path, message in entries():
        if merged.get(message.id, message.context) is None and not message.fuzzy:
            merged.add(message.id, message.string, context=message.context)
    FOLDER.mkdir(parents=True, exist_ok=True)
    part = FOLDER / f"messages.{os.getpid()}.mo"
    with part.open("wb") as file:
        write_mo(file, merged)
    part.replace(FOLDER / "messages.mo")  # at once: another process may be reading it


def faults() -> list[str]:
    """List what is wrong, each with the place to mend it."""
    uses = used()
    known: dict[Key, Path] = {}
    said = []
    for path, message in entries():
        key, place = key_of(message), f"{path.relative_to(ROOT)}:{message.lineno or 0}"
        if key in known:
            said.append(f"{place}: stands in {known[key].name} too: {key[1]!r}")
        known.setdefault(key, path)
        said += [f"{place}: {fault}" for fault in _faults_of(message, uses.get(key))]
    said += [
        f"{use.places[0]}: no Chinese for {use.first!r}"
        for key, use in uses.items()
        if key not in known
    ]
    return said


def _faults_of(message: Message, use: Use | None) -> Iterator[str]:
    first = key_of(message)[1]
    if message.fuzzy:
        yield f"marked fuzzy: {first!r}"
    if use is None:
        yield f"no longer used: {first!r}"
        return
    english = _strings(use.sentence)
    chinese = [text for text in _strings(message.string) if text]
    if not chinese:
        yield f"has no Chinese: {first!r}"
    wanted = set().union(*(HOLE.findall(text) for text in english))
    for text in chinese:
        if set(HOLE.findall(text)) != wanted:
            yield f"names other holes than the English: {first!r}"


def _strings(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def missing(package: str | None) -> str:
    """Give the entries that a package's catalogue lacks, ready to be filled in."""
    known = {key_of(message) for _path, message in entries() if any(_strings(message.string))}
    wanted = Catalog(locale=LOCALE, fuzzy=False)
    for key, use in used().items():
        if key not in known and _is_of(use, package):
            wanted.add(use.sentence, context=use.context)
    out = BytesIO()
    write_po(out, wanted, omit_header=True, width=100, no_location=True)
    return out.getvalue().decode()


def _is_of(use: Use, package: str | None) -> bool:
    folders = (f"app/{package}/", f"templates/{package}/")
    return package is None or any(place.startswith(folders) for place in use.places)


def main(command: str, package: str | None = None) -> None:
    """Run one of the three commands."""
    if command == "compile":
        compile_all()
    elif command == "missing":
        print(missing(package), end="")
    elif said := faults():
        print(*said, sep="\n")
        sys.exit(f"Translations: {len(said)} to mend.")


if __name__ == "__main__":
    main(*sys.argv[1:])

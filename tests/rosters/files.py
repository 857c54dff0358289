"""The made roster files and what an import of each should end with."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "data" / "rosters"
ONEROSTER = FOLDER / "oneroster12"
DAY = date(2026, 11, 23)
STEMS = {path.name: path.stem for path in sorted(FOLDER.glob("[01]*.*"))}


def content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def oneroster() -> dict[str, bytes]:
    return {path.name.lower(): path.read_bytes() for path in ONEROSTER.glob("*.csv")}


def expected(stem: str) -> dict[str, Any]:
    return json.loads((FOLDER / "expected" / f"{stem}.json").read_text("utf8"))


def same_keys(rows: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cut each row down to the keys that the wanted one has."""
    return [{key: row[key] for key in want} for row, want in zip(rows, wanted, strict=True)]


def oneroster_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(ONEROSTER.iterdir()):
            archive.write(path, f"export/{path.name}")
    return out.getvalue()

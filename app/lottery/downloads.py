"""The files of a draw that people take away to check it: bundles and a family's own row.

All hashes are those that were stored when they were published, so a change since then is found by
verify_draw.py. The texts of a draw (`get_draw(..., with_texts=True)`) must be loaded.
"""

import json
from typing import Any

from app.lottery import bundle
from app.lottery.allocation import merkle
from app.lottery.allocation.canonical import canonical
from app.lottery.allocation.commitment import draw_key
from app.lottery.models import ChoiceList, Draw


def key_of(draw: Draw) -> bytes:
    """Derive the key of a drawn draw."""
    seed = bytes.fromhex(draw.manifest.seed)
    return draw_key(seed, draw.manifest.hash, draw.entries_hash, draw.public_text)


def problem_of(draw: Draw) -> str:
    """Write the problem file of a drawn draw."""
    texts = draw.manifest.text, draw.entries_text
    return bundle.problem_text(*texts, key_of(draw), draw.earlier_result_text)


def public_bundle(draw: Draw) -> str:
    """Write what everybody may know of a published draw: no row, no ticket."""
    return _line(_public(draw))


def full_bundle(draw: Draw) -> str:
    """Write the whole draw by ticket, for auditors: the public bundle and all rows.

    That of a second round holds the result of the earlier draw too, so that one file is enough.
    """
    result = json.loads(draw.result_text)
    by_ticket = {
        "entries": [json.loads(row) for row in bundle.rows(draw.entries_text)],
        "numbers": result["numbers"],
        "places": result["places"],
    }
    if draw.earlier_result_text:
        earlier = json.loads(draw.earlier_result_text)
        by_ticket["earlier_result"] = {k: v for k, v in earlier.items() if k != "hash"}
    return _line(_public(draw) | by_ticket)


def own_row(draw: Draw, choice_list: ChoiceList) -> dict[str, Any] | None:
    """Give one ticket's row and its way to the root of the tree, if it is among the entries."""
    rows = bundle.rows(draw.entries_text)
    tickets = [json.loads(row)["ticket"] for row in rows]
    if choice_list.ticket not in tickets:
        return None
    index = tickets.index(choice_list.ticket)
    return {
        "format": "draw-row/1",
        "row": rows[index].decode(),
        "index": index,
        "rows": len(rows),
        "path": [sibling.hex() for sibling in merkle.path(rows, index)],
        "merkle_root": draw.merkle_root,
        "entries_hash": draw.entries_hash,
        "receipt_hash": choice_list.receipt_hash,
    }


def row_file(row: dict[str, Any]) -> str:
    """Write a family's own row as a file for verify_draw.py."""
    return _line(row)


def _public(draw: Draw) -> dict[str, Any]:
    result = json.loads(draw.result_text)
    return {
        "format": "draw-bundle/1",
        "manifest": json.loads(draw.manifest.text),
        "manifest_hash": draw.manifest.hash,
        "commitment": draw.manifest.commitment,
        "seed": draw.manifest.seed,
        "entries_hash": draw.entries_hash,
        "entries_rows": draw.row_count,
        "merkle_root": draw.merkle_root,
        "public_text": draw.public_text,
        "key": key_of(draw).hex(),
        "closed": result["closed"],
        "cutoffs": result["cutoffs"],
        "result_hash": draw.result_hash,
    }


def _line(file: dict[str, Any]) -> str:
    return f"{canonical(file)}\n"

"""Shapes of requests about patrols."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex

from flask import Request

from app.evaluation.actions.models import Severity
from app.evaluation.patrol.models import OwnerKind, PraiseKind
from app.evaluation.patrol.reports import Failed, FormLine, Report

LONGEST_NOTE = 120
LONGEST_LABEL = 60
MOST_LINES = 60
MOST_HEADS = 999


def sent_report(request: Request) -> Report:
    """Read a visit as a phone or a plain form sends it; what cannot be read is left out.

    Each line of the form has `item-KEY` (`yes`, `partly`, `no`); one that failed also
    `severity-KEY`, `note-KEY` and a photograph `picture-KEY`.
    """
    form = request.form
    failed = [
        Failed(
            key=key,
            is_partly=value == "partly",
            severity=_severity(form.get(f"severity-{key}", "")),
            note=form.get(f"note-{key}", "").strip()[:LONGEST_NOTE],
            photo=_photo(request, key),
        )
        for name, value in form.items()
        if name.startswith("item-") and value in ("partly", "no")
        for key in [name.removeprefix("item-")]
    ]
    return Report(
        key=_key(form.get("key", "")),
        version=_number(form.get("version", ""), most=10**6) or 1,
        failed=failed[:MOST_LINES],
        praises=[PraiseKind(one) for one in form.getlist("praise") if one in set(PraiseKind)],
        praise_note=form.get("praise-note", "").strip()[:LONGEST_NOTE],
        heads=_number(form.get("heads", ""), most=MOST_HEADS),
        age=timedelta(milliseconds=_number(form.get("age", ""), most=10**10) or 0),
    )


def sent_lines(request: Request) -> Sequence[FormLine]:
    """Read the lines of a form as the office wants them: fields `label-N` and so on, in order.

    A line without a text, or with its box "drop" ticked, is left out.
    """
    form = request.form
    lines = []
    for number in range(MOST_LINES):
        label = form.get(f"label-{number}", "").strip()[:LONGEST_LABEL]
        if not label or f"drop-{number}" in form:
            continue
        lines.append(
            FormLine(
                key=form.get(f"key-{number}", "").strip()[:20],
                part=form.get(f"part-{number}", "").strip()[:LONGEST_LABEL] or "其他",
                label=label,
                points=_number(form.get(f"points-{number}", ""), most=100) or 0,
                severity=_severity(form.get(f"severity-{number}", "")) or Severity.WEEK,
                owner_kind=_owner(form.get(f"owner-{number}", "")),
                is_compliance=f"compliance-{number}" in form,
            )
        )
    return lines


def _key(text: str) -> str:
    return text if 8 <= len(text) <= 64 and text.isascii() else token_hex(16)


def _number(text: str, *, most: int) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= 12
    return min(int(text), most) if is_number else None


def _severity(text: str) -> Severity | None:
    return Severity(text) if text in set(Severity) else None


def _owner(text: str) -> OwnerKind:
    return OwnerKind(text) if text in set(OwnerKind) else OwnerKind.TEACHER


def _photo(request: Request, key: str) -> bytes:
    sent = request.files.get(f"picture-{key}")
    return sent.read() if sent is not None and sent.filename else b""

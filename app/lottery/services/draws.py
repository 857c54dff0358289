"""Freezing the entries, drawing, drawing again in public (docs/draw.md, section 3)."""

import json
import unicodedata
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.services import record
from app.lottery import bundle, downloads, errors
from app.lottery.allocation import merkle
from app.lottery.allocation.canonical import canonical, check_text, sha256
from app.lottery.allocation.draw import solve
from app.lottery.allocation.errors import BadProblem
from app.lottery.models import ChoiceRound, Draw, NoticeKind, RoundNotice
from app.lottery.queries import draws as queries
from app.lottery.queries import rounds as round_queries
from app.lottery.services.changes import sections_in_round
from app.lottery.services.entries import entries_of
from app.lottery.services.outcomes import write_outcome
from app.lottery.services.rounds import fix_manifest
from app.schools.models import School

FEWEST_DIGITS = 9


def freeze_entries(
    session: Session, choice_round: ChoiceRound, *, actor_id: int | None, now: datetime
) -> Draw:
    """Fix the handed-in lists after the closing; nothing enters afterwards.

    The round must be loaded for update: whoever is handing in at this moment comes before.

    Raises:
        StillOpen: the closing time has not come.
        AlreadyFrozen: it is done.
    """
    if choice_round.announced_at is None or now < choice_round.closes_at:
        raise errors.StillOpen
    if choice_round.frozen_at is not None:
        raise errors.AlreadyFrozen
    return _freeze(session, choice_round, actor_id, now)


def perform_draw(
    session: Session,
    choice_round: ChoiceRound,
    public_text: str,
    *,
    actor_id: int | None,
    now: datetime,
) -> Draw:
    """Draw with the text that was drawn in public; the round must be loaded for update.

    Raises:
        NotFrozen: the entries are not fixed yet.
        AlreadyDrawn: one manifest, one draw (promise 6).
        TooFewDigits, PublicTextMalformed: the public text cannot be used.
    """
    if choice_round.drawn_at is not None:
        raise errors.AlreadyDrawn
    if choice_round.frozen_at is None:
        raise errors.NotFrozen
    draw = queries.get_draw(session, choice_round.school_id, choice_round.id, with_texts=True)
    draw.public_text = checked_public_text(public_text)
    draw.result_text = repeated(draw)
    result = json.loads(draw.result_text)
    draw.result_hash = result["hash"]
    draw.drawn_at = choice_round.drawn_at = now
    session.flush()
    write_outcome(session, choice_round, draw, result)
    _record(session, "draw", draw, actor_id, now, result_hash=draw.result_hash)
    return draw


def repeated(draw: Draw) -> str:
    """Compute the result file of a draw from what is stored; its texts must be loaded."""
    return solve(downloads.problem_of(draw))


def check_draw(draw: Draw) -> None:
    """Repeat a draw from stored input; its texts must be loaded.

    Raises:
        NotDrawn: there is no result.
        DrawDiffers: a hash or the result is not what is stored.
    """
    if draw.drawn_at is None:
        raise errors.NotDrawn
    is_same = (
        sha256(draw.manifest.text) == draw.manifest.hash
        and sha256(draw.entries_text) == draw.entries_hash
        and merkle.root(bundle.rows(draw.entries_text)).hex() == draw.merkle_root
        and _is_the_earlier_result(draw)
        and repeated(draw) == draw.result_text
    )
    if not is_same:
        raise errors.DrawDiffers


def _is_the_earlier_result(draw: Draw) -> bool:
    """Whether the earlier result is the one that the manifest names, unchanged."""
    source = json.loads(draw.manifest.text).get("numbers_from")
    if source is None or not draw.earlier_result_text:
        return source is None and not draw.earlier_result_text
    result = json.loads(draw.earlier_result_text)
    named = result.pop("hash")
    return bool(named == source["result_hash"] == sha256(canonical(result)))


def draw_again(
    session: Session,
    school: School,
    choice_round: ChoiceRound,
    *,
    reason: str,
    actor_id: int | None,
    now: datetime,
) -> Draw:
    """Prepare a second draw: new seed, entries frozen anew, the reason public; both stay listed.

    The round must be loaded for update, with its slots.

    Raises:
        NotDrawn: the first draw is not done.
        AlreadyPublished: places are given already.
        ReasonMissing: no reason was given.
    """
    if choice_round.published_at is not None:
        raise errors.AlreadyPublished
    if choice_round.drawn_at is None:
        raise errors.NotDrawn
    if not reason.strip():
        raise errors.ReasonMissing
    session.add(
        RoundNotice(
            school_id=school.id,
            round_id=choice_round.id,
            kind=NoticeKind.SECOND_DRAW,
            reason=reason.strip(),
            at=now,
        )
    )
    fix_manifest(session, school, choice_round, sections_in_round(session, choice_round), now=now)
    choice_round.drawn_at = None
    return _freeze(session, choice_round, actor_id, now)


def check_digits(text: str) -> None:
    """Check that a text holds digits enough.

    Raises:
        TooFewDigits: it could be tried out in advance.
    """
    if sum(sign in "0123456789" for sign in text) < FEWEST_DIGITS:
        raise errors.TooFewDigits


def checked_public_text(text: str) -> str:
    """Tidy a public text.

    Raises:
        TooFewDigits: it could be tried out in advance.
        PublicTextMalformed: two programs could read it in two ways.
    """
    tidy = unicodedata.normalize("NFC", text.strip())
    check_digits(tidy)
    try:
        check_text(tidy)
    except BadProblem as fault:
        raise errors.PublicTextMalformed from fault
    return tidy


def _earlier_result(session: Session, choice_round: ChoiceRound) -> str:
    """Give the result whose numbers a second round turns round; nothing for other rounds."""
    if choice_round.earlier_round_id is None:
        return ""
    school_id, round_id = choice_round.school_id, choice_round.earlier_round_id
    return queries.get_draw(session, school_id, round_id, with_texts=True).result_text


def _freeze(
    session: Session, choice_round: ChoiceRound, actor_id: int | None, now: datetime
) -> Draw:
    manifest = round_queries.get_manifest(session, choice_round.school_id, choice_round.id)
    text = bundle.entries_text(entries_of(session, choice_round))
    rows = bundle.rows(text)
    draw = Draw(
        school_id=choice_round.school_id,
        round_id=choice_round.id,
        manifest_id=manifest.id,
        entries_text=text,
        entries_hash=sha256(text),
        row_count=len(rows),
        merkle_root=merkle.root(rows).hex(),
        frozen_at=now,
        earlier_result_text=_earlier_result(session, choice_round),
    )
    session.add(draw)
    choice_round.frozen_at = now
    session.flush()
    _record(
        session,
        "freeze entries",
        draw,
        actor_id,
        now,
        entries_hash=draw.entries_hash,
        rows=draw.row_count,
    )
    return draw


def _record(
    session: Session,
    action: str,
    draw: Draw,
    actor_id: int | None,
    now: datetime,
    **detail: str | int,
) -> None:
    record(
        session,
        action,
        "draw",
        draw.id,
        school_id=draw.school_id,
        actor_id=actor_id,
        now=now,
        round_id=draw.round_id,
        **detail,
    )

"""The blueprint that the pages of this package share, and the words they all need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypedDict

from flask import Blueprint, Response, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.text import N_
from app.courses import names
from app.courses.models import Domain
from app.lottery.eligibility import Card
from app.lottery.models import NoticeKind, RoundNotice, RoundState
from app.lottery.names import MECHANISMS, SECOND_ROUND
from app.lottery.queries.progress import HomeroomProgress
from app.lottery.services.summary import Summary
from app.lottery.tickets import grouped
from app.web import translation
from app.web.dates import hour, moment
from app.web.weekdays import slot_name

bp = Blueprint("lottery", __name__)


class Titled(Protocol):
    """A course, or a card of one."""

    @property
    def title(self) -> str:
        """The Chinese title."""

    @property
    def title_en(self) -> str:
        """The English title, or nothing."""


class OnDay(Protocol):
    """A slot, or a day of a round."""

    @property
    def weekday(self) -> int:
        """1 Monday .. 7 Sunday."""

    @property
    def period(self) -> int:
        """1 for the first of the afternoon."""


class Signature(TypedDict):
    """Who acts and when, as services ask it."""

    actor_id: int
    now: datetime


def signature() -> Signature:
    """Sign an act with the viewer and the clock."""
    return {"actor_id": viewer().account_id, "now": clock.now()}


def json_file(text: str, name: str) -> Response:
    """Give a file of a draw byte for byte, so that its hash can be checked."""
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.context_processor
def words() -> dict[str, Any]:
    """Give every template of this package its words."""
    return {
        "title_of": title_of,
        "day_name": day_name,
        "domain_name": domain_name,
        "lines_of": lines_of,
        "grouped": grouped,
        "notice_text": notice_text,
        "state_name": state_name,
        "state_tone": state_tone,
        "mechanisms": MECHANISMS,
        "second_round_how": SECOND_ROUND,
        "rank_parts": rank_parts,
        "demand_rows": demand_rows,
        "progress_bars": progress_bars,
    }


def title_of(club: Titled) -> str:
    """Name a club in the reader's language."""
    is_english = translation.current() == "en"
    return club.title_en if is_english and club.title_en else club.title


def day_name(day: OnDay) -> str:
    """Name a day of a round."""
    return slot_name(day.weekday, day.period)


def domain_name(domain: str | None) -> str:
    """Name a domain; E courses have none."""
    name = names.DOMAINS[Domain(domain)] if domain is not None else N_("E course")
    return str(gettext(name))


def lines_of(card: Card) -> list[str]:
    """Write what stands below the title of a card: times; room and fee."""
    fee = gettext("no fee for materials")
    if card.fee_fen:
        fee = gettext("materials %(yuan)s yuan", yuan=_yuan(card.fee_fen))
    place = f"{card.room} · {fee}" if card.room else fee
    return [f"{hour(card.starts_at)}–{hour(card.ends_at)}", place]


def notice_text(notice: RoundNotice) -> str:
    """Say what was changed in public, and why."""
    if notice.kind is NoticeKind.EXTENSION and notice.until is not None:
        return str(
            gettext(
                "The closing was moved to %(until)s: %(reason)s",
                until=moment(notice.until),
                reason=notice.reason,
            )
        )
    if notice.kind is NoticeKind.WITHDRAWAL and notice.section is not None:
        title = title_of(notice.section.course)
        return str(
            gettext("%(title)s does not take place: %(reason)s", title=title, reason=notice.reason)
        )
    return str(gettext("The draw was repeated in public: %(reason)s", reason=notice.reason))


def state_name(state: RoundState) -> str:
    """Say where a round stands, in a word."""
    names = {
        RoundState.DRAFT: gettext("Prepared"),
        RoundState.ANNOUNCED: gettext("Announced"),
        RoundState.OPEN: gettext("Families choose"),
        RoundState.CLOSED: gettext("Closed, to be frozen"),
        RoundState.FROZEN: gettext("Frozen, to be drawn"),
        RoundState.DRAWN: gettext("Drawn, to be published"),
        RoundState.PUBLISHED: gettext("Published"),
    }
    return str(names[state])


def state_tone(state: RoundState) -> str:
    """Colour a state: green when done, amber when somebody has to act."""
    if state is RoundState.PUBLISHED:
        return "ok"
    return "" if state in {RoundState.ANNOUNCED, RoundState.OPEN} else "warn"


def rank_parts(found: Summary) -> list[tuple[str, int]]:
    """Give the parts of the picture "which choice was placed"."""
    parts = [
        (gettext("Choice %(rank)d", rank=rank), found.by_rank.get(rank, 0)) for rank in (1, 2, 3)
    ]
    later = sum(count for rank, count in found.by_rank.items() if rank > 3)
    rest = max(found.unplaced_lists - found.fallback, 0)
    return [
        *parts,
        (gettext("Later choices"), later),
        (gettext("Fallback"), found.fallback),
        (gettext("Not placed yet"), rest),
    ]


def demand_rows(found: Summary) -> list[tuple[str, int, int, str]]:
    """Give the rows of the picture of demand, the tightest club first."""
    return [
        (title_of(each.card), each.wanted, each.row.seats, each.card.domain or "")
        for each in found.tightest_first
    ]


def progress_bars(
    progress: list[HomeroomProgress], round_id: int
) -> list[tuple[str, int, int, str]]:
    """Give the bars of the homerooms: title, handed in, children, address."""
    return [
        (
            each.homeroom.title,
            each.handed_in,
            each.children,
            url_for("lottery.homeroom_progress", round_id=round_id, homeroom_id=each.homeroom.id),
        )
        for each in progress
    ]


def _yuan(fen: int) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


def taking_part(
    counted: Sequence[HomeroomProgress],
) -> Sequence[HomeroomProgress]:
    """Leave out the homerooms of grades that do not take part in the service yet (R85)."""
    school = viewer().school
    return [row for row in counted if school.takes_part(row.homeroom.grade)]

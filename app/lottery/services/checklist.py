"""What stands in the way of announcing a round, and what one should know before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.core.text import N_, Named
from app.courses.models import Admission, Section
from app.lottery.allocation.canonical import check_text
from app.lottery.allocation.errors import BadProblem
from app.lottery.models import ChoiceRound, Mechanism


@dataclass(frozen=True)
class Check:
    """One line of the checklist: a marked sentence, its facts, and how it stands."""

    sentence: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    is_fine: bool = False
    is_in_the_way: bool = False


def round_slot_of(section: Section, choice_round: ChoiceRound) -> int | None:
    """Give the slot in which a round draws a section, if it does.

    A team on several weekdays is drawn in a round of its own, over one of them.
    """
    wanted = {row.slot_id for row in choice_round.slots}
    found = [time.slot_id for time in section.times if time.slot_id in wanted]
    if len(section.times) > 1 and len(wanted) > 1:
        return None
    return found[0] if len(found) == 1 else None


def share_of(section: Section) -> int:
    """Give the percent of a section's seats for former members, where it lets them go first."""
    return section.continuing_share if section.admission is Admission.CONTINUING else 0


def checklist(
    choice_round: ChoiceRound,
    sections: Sequence[Section],
    rounds: Sequence[ChoiceRound],
    now: datetime,
) -> list[Check]:
    """Check a round against the sections and the other rounds of its term."""
    chosen = [s for s in sections if round_slot_of(s, choice_round) is not None]
    return [
        _clubs(chosen),
        _window(choice_round, now),
        _rules(choice_round),
        *_empty_days(choice_round, chosen),
        *_several_days(choice_round, sections),
        *_same_days(choice_round, rounds),
        *_mechanism(choice_round, chosen),
        *_second_round(choice_round),
        *_minimum_sizes(chosen),
        *_without_room(chosen),
        *_texts(choice_round, chosen),
    ]


def _clubs(chosen: Sequence[Section]) -> Check:
    if not chosen:
        return Check(N_("No published club can be chosen on these days."), is_in_the_way=True)
    seats = sum(section.seats - section.taken for section in chosen)
    facts = {"clubs": len(chosen), "seats": seats}
    return Check(N_("%(clubs)d clubs with %(seats)d free seats"), facts, is_fine=True)


def _window(choice_round: ChoiceRound, now: datetime) -> Check:
    if choice_round.closes_at <= now:
        return Check(N_("The closing time has passed. Move it."), is_in_the_way=True)
    return Check(N_("The closing time lies in the future"), is_fine=True)


def _rules(choice_round: ChoiceRound) -> Check:
    if choice_round.rules.strip():
        return Check(N_("The rules are written"), is_fine=True)
    return Check(N_("The school's own rules are empty. The usual explanation is shown."))


def _empty_days(choice_round: ChoiceRound, chosen: Sequence[Section]) -> Iterator[Check]:
    offered = {round_slot_of(section, choice_round) for section in chosen}
    if chosen and any(row.slot_id not in offered for row in choice_round.slots):
        yield Check(
            N_("One of the days has no club. Take it out of the round."), is_in_the_way=True
        )


def _several_days(choice_round: ChoiceRound, sections: Sequence[Section]) -> Iterator[Check]:
    wanted = {row.slot_id for row in choice_round.slots}
    for section in sections:
        is_touched = any(time.slot_id in wanted for time in section.times)
        if is_touched and round_slot_of(section, choice_round) is None:
            yield Check(
                N_("%(title)s meets on several days. Draw it in a round of its own, over one day."),
                {"title": section.course.title},
            )


def _same_days(choice_round: ChoiceRound, rounds: Sequence[ChoiceRound]) -> Iterator[Check]:
    wanted = {row.slot_id for row in choice_round.slots}
    for other in rounds:
        is_running = other.announced_at is not None and other.published_at is None
        is_other = other.id != choice_round.id
        if is_other and is_running and wanted & {row.slot_id for row in other.slots}:
            yield Check(
                N_("%(title)s is about the same day and is not published yet."),
                {"title": other.title},
                is_in_the_way=True,
            )


def _mechanism(choice_round: ChoiceRound, chosen: Sequence[Section]) -> Iterator[Check]:
    if choice_round.mechanism is Mechanism.FAIR:
        return
    kept = [section for section in chosen if section.reserved or share_of(section)]
    if kept:
        yield Check(
            N_(
                "%(count)d clubs keep seats for some children, %(title)s for one: only the fair "
                "draw can do that. Choose it, or let these clubs keep none."
            ),
            {"count": len(kept), "title": Named(kept[0].course.title, kept[0].course.title_en)},
            is_in_the_way=True,
        )


def _second_round(choice_round: ChoiceRound) -> Iterator[Check]:
    if choice_round.may_improve:
        yield Check(
            N_(
                "Children with a club on that day may choose too; they keep it unless they get one."
            ),
            is_fine=True,
        )
    elif choice_round.is_second:
        yield Check(N_("Only children without a club on that day can choose"), is_fine=True)


def _minimum_sizes(chosen: Sequence[Section]) -> Iterator[Check]:
    for section in chosen:
        if section.min_size > section.seats and not section.runs_anyway:
            yield Check(
                N_("%(title)s needs more children than it has seats, so it would close."),
                {"title": section.course.title},
            )


def _without_room(chosen: Sequence[Section]) -> Iterator[Check]:
    count = sum(section.room_id is None for section in chosen)
    if count:
        yield Check(N_("%(count)d clubs have no room yet."), {"count": count})


def _texts(choice_round: ChoiceRound, chosen: Sequence[Section]) -> Iterator[Check]:
    """Texts of the manifest must read alike in every program."""
    texts = [choice_round.title, choice_round.public_source, *(s.code for s in chosen)]
    for text in texts:
        try:
            check_text(text)
        except BadProblem:
            yield Check(
                N_("“%(text)s” has signs that cannot be printed. Write it again."),
                {"text": text},
                is_in_the_way=True,
            )

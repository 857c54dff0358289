"""Preparing a round and announcing it: rules and seed are fixed before anybody chooses."""

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.audit.services import record, wait_for_turn
from app.courses.models import Section
from app.enrollment.models import PromisedSection
from app.enrollment.queries.first_come import sections_to_take
from app.lottery import errors
from app.lottery.allocation.canonical import sha256
from app.lottery.allocation.commitment import SEED_BYTES, commitment
from app.lottery.bundle import (
    CREDITS_RULE,
    TICKET_RULE,
    Manifest,
    ManifestSection,
    NumbersFrom,
)
from app.lottery.models import (
    ChoiceRound,
    Mechanism,
    RoundManifest,
    RoundSection,
    RoundSlot,
)
from app.lottery.plan import RoundPlan
from app.lottery.queries import rounds as queries
from app.lottery.queries.draws import get_draw
from app.lottery.services.checklist import checklist, round_slot_of, share_of
from app.lottery.services.invitations import invite
from app.schools.models import School, Slot, Term

WEEK = timedelta(days=7)
EVENING = time(18, 0)


def usual_times(school: School, now: datetime) -> tuple[datetime, datetime]:
    """Give the usual window: from now to 18:00 of the same weekday next week."""
    zone = ZoneInfo(school.time_zone)
    last_day = (now + WEEK).astimezone(zone).date()
    return now.replace(second=0, microsecond=0), datetime.combine(last_day, EVENING, zone)


def usual_slots(
    slots: Sequence[Slot], sections: Sequence[Section], earlier: Sequence[ChoiceRound]
) -> tuple[int, ...]:
    """Give the slots that have clubs to choose and no round yet, in the order of the week."""
    offered = {time.slot_id for section in sections for time in section.times}
    done = {row.slot_id for choice_round in earlier for row in choice_round.slots}
    return tuple(slot.id for slot in slots if slot.id in offered and slot.id not in done)


def create_round(
    session: Session, term: Term, plan: RoundPlan, *, actor_id: int | None, now: datetime
) -> ChoiceRound:
    """Prepare a round; families see nothing of it yet.

    Raises:
        NoSlotChosen, ClosesTooEarly: the plan cannot be.
    """
    _check_plan(plan, now)
    choice_round = ChoiceRound(
        school_id=term.school_id,
        term_id=term.id,
        earlier_round_id=plan.earlier_round_id,
        may_improve=plan.may_improve,
    )
    _write_plan(choice_round, plan)
    choice_round.slots = _slot_rows(term.school_id, plan)
    session.add(choice_round)
    session.flush()
    _record(session, "create round", choice_round, actor_id, now)
    return choice_round


def change_round(
    session: Session,
    choice_round: ChoiceRound,
    plan: RoundPlan,
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Change a round that is not announced yet; its slots must be loaded.

    Raises:
        AlreadyAnnounced: it is changed only in public now.
        SecondRoundStays: the day and the fair draw of a second round stay.
        NoSlotChosen, ClosesTooEarly: the plan cannot be.
    """
    if choice_round.announced_at is not None:
        raise errors.AlreadyAnnounced
    _check_plan(plan, now)
    if choice_round.is_second:
        _check_second(choice_round, plan)
    _write_plan(choice_round, plan)
    choice_round.slots.clear()
    session.flush()
    choice_round.slots.extend(_slot_rows(choice_round.school_id, plan))
    session.flush()
    _record(session, "change round", choice_round, actor_id, now)


def delete_round(
    session: Session, choice_round: ChoiceRound, *, actor_id: int | None, now: datetime
) -> None:
    """Delete a round that is not announced yet; its slots must be loaded.

    Raises:
        AlreadyAnnounced: it stays listed now.
    """
    if choice_round.announced_at is not None:
        raise errors.AlreadyAnnounced
    _record(session, "delete round", choice_round, actor_id, now)
    session.delete(choice_round)
    session.flush()


def announce_round(
    session: Session,
    school: School,
    choice_round: ChoiceRound,
    *,
    actor_id: int | None,
    now: datetime,
) -> RoundManifest:
    """Fix the sections, the manifest and the commitment; families can choose from its opening.

    Those who can choose in a second round are told, since nobody expects one.

    Raises:
        AlreadyAnnounced: somebody was quicker.
        NotReady: the checklist has a line that stands in the way.
    """
    if choice_round.announced_at is not None:
        raise errors.AlreadyAnnounced
    wait_for_turn(session, school.id)  # so that nobody is given a seat between count and promise
    sections = offered_sections(session, choice_round)
    others = queries.rounds(session, school.id, choice_round.term_id)
    if any(check.is_in_the_way for check in checklist(choice_round, sections, others, now)):
        raise errors.NotReady
    chosen = [s for s in sections if round_slot_of(s, choice_round) is not None]
    session.add_all(_round_section(choice_round, section) for section in chosen)
    promised = [{"section_id": s.id, "school_id": school.id} for s in chosen]
    session.execute(insert(PromisedSection), promised)
    choice_round.announced_at = now
    session.flush()
    manifest = fix_manifest(session, school, choice_round, chosen, now=now)
    detail: dict[str, str | int] = {"manifest_hash": manifest.hash}
    if choice_round.is_second:
        detail["told"] = invite(session, school, choice_round, chosen, now=now)
    _record(session, "announce round", choice_round, actor_id, now, **detail)
    return manifest


def offered_sections(session: Session, choice_round: ChoiceRound) -> Sequence[Section]:
    """List the sections that a prepared round may give places of.

    A second round only has those with free seats that nobody is promised or waits for.
    """
    school_id, term_id = choice_round.school_id, choice_round.term_id
    if choice_round.is_second:
        return sections_to_take(session, school_id, term_id)
    return queries.sections_by_choice(session, school_id, term_id)


def fix_manifest(
    session: Session,
    school: School,
    choice_round: ChoiceRound,
    sections: Sequence[Section],
    *,
    now: datetime,
) -> RoundManifest:
    """Write the rules of the draw and bind a fresh seed to them; the newest manifest counts."""
    earlier = queries.manifests(session, school.id, choice_round.id)
    seed = secrets.token_bytes(SEED_BYTES)
    source = _numbers_from(session, choice_round)
    text = _manifest(school, choice_round, sections, len(earlier) + 1, source).text()
    row = RoundManifest(
        school_id=school.id,
        round_id=choice_round.id,
        position=len(earlier) + 1,
        text=text,
        hash=sha256(text),
        seed=seed.hex(),
        commitment=commitment(seed),
        fixed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _numbers_from(session: Session, choice_round: ChoiceRound) -> NumbersFrom | None:
    """Name the draw and the slot whose numbers a second round turns round."""
    if choice_round.earlier_round_id is None:
        return None
    first = queries.get_round(session, choice_round.school_id, choice_round.earlier_round_id)
    draw = get_draw(session, choice_round.school_id, first.id)
    slots = [row.slot_id for row in first.slots]
    return NumbersFrom(draw.result_hash, slots.index(choice_round.slots[0].slot_id), len(slots))


def _manifest(
    school: School,
    choice_round: ChoiceRound,
    sections: Sequence[Section],
    number: int,
    numbers_from: NumbersFrom | None,
) -> Manifest:
    zone = ZoneInfo(school.time_zone)
    return Manifest(
        school=school.name,
        title=choice_round.title,
        number=number,
        mechanism=choice_round.mechanism,
        slots=tuple(row.slot.code for row in choice_round.slots),
        sections=tuple(_manifest_section(section, choice_round) for section in sections),
        opens_at=choice_round.opens_at.astimezone(zone).isoformat(timespec="seconds"),
        closes_at=choice_round.closes_at.astimezone(zone).isoformat(timespec="seconds"),
        max_choices=choice_round.max_choices,
        public_source=choice_round.public_source,
        numbers_from=numbers_from,
        ticket_rule=CREDITS_RULE if choice_round.uses_credits else TICKET_RULE,
    )


def _manifest_section(section: Section, choice_round: ChoiceRound) -> ManifestSection:
    """Write a section's rules.

    In a second round the number alone decides, since kept seats were offered in the first, and a
    section that has children does not close any more.
    """
    slot_id = round_slot_of(section, choice_round)
    code = next(row.slot.code for row in choice_round.slots if row.slot_id == slot_id)
    runs_already = choice_round.is_second and section.taken > 0
    return ManifestSection(
        code=section.code,
        slot=code,
        seats=section.seats - section.taken,
        min_size=0 if runs_already else max(section.min_size - section.taken, 0),
        reserved=0 if choice_round.is_second else section.reserved,
        continuing_share=0 if choice_round.is_second else share_of(section),
        runs_anyway=section.runs_anyway,
    )


def _round_section(choice_round: ChoiceRound, section: Section) -> RoundSection:
    slot_id = round_slot_of(section, choice_round)
    return RoundSection(
        round_id=choice_round.id,
        section_id=section.id,
        school_id=choice_round.school_id,
        slot_id=slot_id,
        other_slot_ids=[time.slot_id for time in section.times if time.slot_id != slot_id],
    )


def _slot_rows(school_id: int, plan: RoundPlan) -> list[RoundSlot]:
    return [
        RoundSlot(school_id=school_id, slot_id=slot_id, position=position)
        for position, slot_id in enumerate(plan.slot_ids, start=1)
    ]


def _check_plan(plan: RoundPlan, now: datetime) -> None:
    if not plan.slot_ids:
        raise errors.NoSlotChosen
    if plan.closes_at <= max(plan.opens_at, now):
        raise errors.ClosesTooEarly


def _check_second(choice_round: ChoiceRound, plan: RoundPlan) -> None:
    is_same_day = plan.slot_ids == tuple(row.slot_id for row in choice_round.slots)
    if not is_same_day or plan.mechanism is not Mechanism.FAIR or plan.uses_credits:
        raise errors.SecondRoundStays


def _write_plan(choice_round: ChoiceRound, plan: RoundPlan) -> None:
    choice_round.title = plan.title
    choice_round.opens_at = plan.opens_at
    choice_round.closes_at = plan.closes_at
    choice_round.max_choices = plan.max_choices
    choice_round.mechanism = plan.mechanism
    choice_round.who_chooses = plan.who_chooses
    choice_round.rules = plan.rules
    choice_round.asks_wanted = plan.asks_wanted
    choice_round.offers_fallback = plan.offers_fallback
    choice_round.tells_odds = plan.tells_odds
    choice_round.uses_credits = plan.uses_credits
    choice_round.public_source = plan.public_source


def _record(
    session: Session,
    action: str,
    choice_round: ChoiceRound,
    actor_id: int | None,
    now: datetime,
    **detail: str | int,
) -> None:
    record(
        session,
        action,
        "choice_round",
        choice_round.id,
        school_id=choice_round.school_id,
        actor_id=actor_id,
        now=now,
        **detail,
    )

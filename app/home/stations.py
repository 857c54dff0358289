"""The way of a term, station by station, and the sentence that says where the school is.

Plain facts in, sentences out: each sentence is marked for translation and has named holes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from app.core.text import N_
from app.home.queries.term import Clubs, People
from app.lottery.models import ChoiceRound, RoundState


class Mark(StrEnum):
    """How far a station is; the names are those of the style sheet."""

    DONE = "done"
    NOW = "now"
    FIX = "fix"
    LATER = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence with what fills its holes."""

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Station:
    """One station; `key` says which page it leads to, `act` what is to be done there."""

    key: str
    title: str
    mark: Mark
    said: Sentence
    act: str = ""


@dataclass(frozen=True)
class TermFacts:
    """What is known about a term."""

    people: People
    clubs: Clubs
    has_term: bool
    undecided_days: int
    choice_round: ChoiceRound | None
    children: int  # who may hand in
    handed_in: int
    placed: int
    first_meeting: date | None


def stations(facts: TermFacts, now: datetime) -> list[Station]:
    """Lay out the way; the first station that is not done is the present one."""
    state = facts.choice_round.state(now) if facts.choice_round is not None else None
    found = [
        _calendar(facts),
        _roster(facts.people),
        _catalogue(facts.clubs),
        _round(facts, state),
        _draw(state),
        _publication(facts, state),
        _first_meeting(facts),
    ]
    return _marked(found)


def _marked(found: list[Station]) -> list[Station]:
    for position, station in enumerate(found):
        if station.mark is Mark.LATER:
            found[position] = replace(station, mark=Mark.NOW)
            return found
    return found


def _calendar(facts: TermFacts) -> Station:
    title = N_("Term and calendar")
    if not facts.has_term:
        return Station("terms", title, Mark.FIX, Sentence(N_("There is no term yet.")))
    if facts.undecided_days:
        said = Sentence(
            N_("%(count)d make-up days do not follow a weekday yet."),
            {"count": facts.undecided_days},
        )
        return Station("calendar", title, Mark.FIX, said)
    return Station("calendar", title, Mark.DONE, Sentence(N_("Terms, holidays, bells are set.")))


def _roster(people: People) -> Station:
    title = N_("Roster")
    if not people.students:
        said = Sentence(N_("Bring the list of students, any spreadsheet will do."))
        return Station("roster", title, Mark.LATER, said, N_("Import the roster"))
    said = Sentence(
        N_("%(students)d students in %(homerooms)d homerooms"),
        {"students": people.students, "homerooms": people.homerooms},
    )
    return Station("students", title, Mark.DONE, said)


def _catalogue(clubs: Clubs) -> Station:
    title = N_("Clubs")
    if not clubs.published:
        said = Sentence(
            N_("%(waiting)d proposals wait for you, %(drafts)d are being written."),
            {"waiting": clubs.waiting, "drafts": clubs.drafts},
        )
        if not clubs.waiting and not clubs.drafts:
            said = Sentence(N_("Bring the catalogue as a spreadsheet, or let teachers propose."))
            return Station("catalogue", title, Mark.LATER, said, N_("Import the clubs"))
        return Station("clubs", title, Mark.LATER, said, N_("Look at the clubs and publish"))
    if clubs.orphaned:
        said = Sentence(
            N_("The teachers of %(count)d clubs have left the school. Name a successor."),
            {"count": clubs.orphaned},
        )
        return Station("clubs", title, Mark.FIX, said)
    said = Sentence(
        N_("%(published)d published, %(by_choice)d of them by choice with %(seats)d seats"),
        {
            "published": clubs.published,
            "by_choice": clubs.by_choice,
            "seats": clubs.choice_seats,
        },
    )
    return Station("clubs", title, Mark.DONE, said)


def _round(facts: TermFacts, state: RoundState | None) -> Station:
    title = N_("Choosing")
    choice_round = facts.choice_round
    if choice_round is None:
        said = Sentence(N_("Open a round; a checklist says whether all is ready."))
        return Station("new_round", title, Mark.LATER, said, N_("Prepare a round"))
    if state is RoundState.DRAFT:
        said = Sentence(N_("The round is prepared and not announced yet."))
        return Station("round", title, Mark.LATER, said, N_("To the round"))
    said = Sentence(
        N_("%(handed_in)d of %(children)d handed in, until %(until)s"),
        {
            "handed_in": facts.handed_in,
            "children": facts.children,
            "until": choice_round.closes_at,
        },
    )
    is_over = state not in {RoundState.ANNOUNCED, RoundState.OPEN}
    mark = Mark.DONE if is_over else Mark.LATER
    return Station("progress", title, mark, said, N_("See who has handed in"))


def _draw(state: RoundState | None) -> Station:
    key = "rounds" if state is None else "round"
    is_done = state in {RoundState.DRAWN, RoundState.PUBLISHED}
    said = N_("Done in public; anybody can repeat it.") if is_done else N_("After the closing.")
    if state is RoundState.CLOSED:
        said = N_("Choosing is over: freeze the lists, then draw in public.")
    elif state is RoundState.FROZEN:
        said = N_("The lists are frozen: draw with the digits drawn in public.")
    mark = Mark.DONE if is_done else Mark.LATER
    return Station(key, N_("Draw"), mark, Sentence(said), N_("To the draw"))


def _publication(facts: TermFacts, state: RoundState | None) -> Station:
    title = N_("Published lists")
    if state is RoundState.PUBLISHED:
        said = Sentence(N_("%(placed)d children have a club"), {"placed": facts.placed})
        return Station("rosters", title, Mark.DONE, said)
    said = Sentence(N_("Families, club teachers and homerooms see them at once."))
    key = "rounds" if state is None else "round"
    return Station(key, title, Mark.LATER, said, N_("Look and publish"))


def _first_meeting(facts: TermFacts) -> Station:
    said = Sentence(N_("When clubs are published, the first day stands here."))
    if facts.first_meeting is not None:
        said = Sentence(
            N_("Clubs meet for the first time on %(day)s."), {"day": facts.first_meeting}
        )
    return Station("timetable", N_("First meeting"), Mark.LATER, said, N_("See the timetable"))


def headline(facts: TermFacts, now: datetime) -> Sentence:
    """Say in one sentence where the school is and what comes next."""
    if not facts.people.students:
        return Sentence(N_("First the roster: everything else follows from it"))
    if not facts.clubs.published:
        return Sentence(
            N_("%(students)d students are here. Next: the clubs"),
            {"students": facts.people.students},
        )
    choice_round = facts.choice_round
    if choice_round is None:
        return Sentence(
            N_("%(clubs)d clubs are published. Next: let families choose"),
            {"clubs": facts.clubs.published},
        )
    return _round_headline(facts, choice_round, choice_round.state(now))


def _round_headline(facts: TermFacts, choice_round: ChoiceRound, state: RoundState) -> Sentence:
    missing = facts.children - facts.handed_in
    sentences = {
        RoundState.DRAFT: Sentence(N_("The round is prepared. Next: announce it")),
        RoundState.ANNOUNCED: Sentence(
            N_("Choosing begins %(when)s"), {"when": choice_round.opens_at}
        ),
        RoundState.OPEN: Sentence(
            N_("Choosing closes %(when)s; %(missing)d children have not handed in yet"),
            {"when": choice_round.closes_at, "missing": missing},
        ),
        RoundState.CLOSED: Sentence(
            N_("Choosing is over with %(handed_in)d lists. Next: the draw"),
            {"handed_in": facts.handed_in},
        ),
        RoundState.FROZEN: Sentence(N_("The lists are frozen. Next: the draw")),
        RoundState.DRAWN: Sentence(N_("The draw is done. Look at it, then publish")),
        RoundState.PUBLISHED: Sentence(
            N_("%(placed)d children have a club, %(without)d are not placed yet"),
            {"placed": facts.placed, "without": max(facts.children - facts.placed, 0)},
        ),
    }
    return sentences[state]

"""Fairness credits: the rule, where its facts come from, and that they are fixed at the freeze."""

import json
import random
from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest

import verify_draw
from app.accounts.models import StudentStatus
from app.courses.models import SectionState
from app.enrollment.models import Cause, Correction, OccupiedSlot, PromisedSection
from app.lottery import bundle, downloads
from app.lottery.allocation.commitment import numbers
from app.lottery.credits import Owed, TermFacts, Verdict, credits_owed, verdict
from app.lottery.models import Choice
from app.lottery.queries import credits as queries
from app.lottery.services import draws
from app.lottery.services.credits import carried
from tests import make
from tests.lottery import bundles
from tests.make import NOON

BY = {"actor_id": 1, "now": NOON + timedelta(days=2)}
UNLUCKY = TermFacts(ranked=3)
LUCKY = TermFacts(ranked=3, had_first=True)
FEW = TermFacts(ranked=2)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (UNLUCKY, Verdict.NO_FIRST),
        (LUCKY, Verdict.FIRST),
        (TermFacts(ranked=1, had_first=True, lost_club=True), Verdict.FIRST),
        (TermFacts(ranked=3, lost_club=True), Verdict.CLUB_CLOSED),
        (FEW, Verdict.FEW_RANKED),
        (TermFacts(ranked=2, lost_club=True), Verdict.FEW_RANKED),
        (TermFacts(ranked=3, gave_up=True), Verdict.GAVE_UP),
        (TermFacts(ranked=3, lost_club=True, gave_up=True), Verdict.GAVE_UP),
    ],
)
def test_a_term_is_judged(facts, found):
    assert verdict(facts) is found


@pytest.mark.parametrize(
    ("terms", "owed"),
    [
        ([], 0),
        ([UNLUCKY], 1),
        ([UNLUCKY, UNLUCKY], 2),
        ([UNLUCKY, LUCKY], 0),
        ([LUCKY, UNLUCKY], 1),
        ([UNLUCKY, FEW], 1),
        ([LUCKY, FEW], 0),
    ],
)
def test_terms_add_up_and_a_first_choice_sets_back(terms, owed):
    found = credits_owed([(f"{n}", facts) for n, facts in enumerate(terms)])

    assert found.credits == owed


def test_what_a_first_choice_has_set_back_is_no_reason_any_more():
    found = credits_owed([("autumn", UNLUCKY), ("spring", LUCKY)])

    assert [one.title for one in found.terms] == ["spring"]


# ---- The facts ----


class Before:
    """A term before the round, with three clubs of one day and one published round."""

    def __init__(self, session, fair, year=2025, month=2):
        self.session, self.fair = session, fair
        self.term = make.term(
            session,
            school=fair.school,
            title=f"{year}-{month}",
            starts_on=date(year, month, 20),
            ends_on=date(year, month + 4, 1),
        )
        self.clubs = [
            make.section(session, term=self.term, slots=[fair.thursday]) for _ in range(3)
        ]
        self.round = make.announced_round(session, term=self.term, slots=[fair.thursday])
        self.round.published_at = NOON
        session.query(PromisedSection).filter_by(school_id=fair.school.id).delete()

    def lists(self, student, clubs=None):
        link = {"school_id": self.fair.school.id, "student_id": student.id}
        for rank, club in enumerate(self.clubs if clubs is None else clubs, start=1):
            self.session.add(
                Choice(
                    **link,
                    round_id=self.round.id,
                    slot_id=self.fair.thursday.id,
                    section_id=club.id,
                    rank=rank,
                )
            )
        self.session.flush()

    def place(self, student, club=0, *, given_up=False, ended=False):
        place = make.place(self.session, student, self.clubs[club])
        if given_up or ended:
            self.session.query(OccupiedSlot).filter_by(place_id=place.id).delete()
            place.ended_at, place.is_given_up = NOON, given_up
        self.session.flush()
        return place

    def owed(self, student):
        found = queries.owed(self.session, self.fair.school.id, self.fair.term.id)
        return found.get(student.id, Owed())


@pytest.fixture
def before(session, fair):
    return Before(session, fair)


def judged(owed):
    return [one.verdict for one in owed.terms]


def test_a_child_without_any_place_is_owed_a_credit(before, student):
    before.lists(student)

    assert before.owed(student).credits == 1
    assert judged(before.owed(student)) == [Verdict.NO_FIRST]


def test_a_first_choice_that_came_later_counts(before, student):
    before.lists(student)
    before.place(student)

    assert judged(before.owed(student)) == [Verdict.FIRST]


def test_a_first_choice_that_was_given_up_was_one(before, student):
    before.lists(student)
    before.place(student, given_up=True)

    assert judged(before.owed(student)) == [Verdict.FIRST]


def test_a_second_choice_is_none(before, student):
    before.lists(student)
    before.place(student, club=1)

    assert before.owed(student).credits == 1


def test_a_first_choice_that_did_not_take_place_is_owed(before, student):
    before.lists(student)
    before.place(student, ended=True)
    before.clubs[0].state = SectionState.CANCELLED

    assert judged(before.owed(student)) == [Verdict.CLUB_CLOSED]
    assert before.owed(student).credits == 1


def test_fewer_than_three_clubs_are_owed_nothing(before, student):
    before.lists(student, before.clubs[:2])

    assert judged(before.owed(student)) == [Verdict.FEW_RANKED]


def test_who_gave_the_place_up_is_owed_nothing_unless_it_took_another(before, student, session):
    before.lists(student)
    before.place(student, club=1, given_up=True)
    assert judged(before.owed(student)) == [Verdict.GAVE_UP]

    before.place(student, club=2)
    assert judged(before.owed(student)) == [Verdict.NO_FIRST]


def test_what_the_office_ended_does_not_count_against_a_child(before, student):
    before.lists(student)
    before.place(student, club=1, ended=True)

    assert judged(before.owed(student)) == [Verdict.NO_FIRST]


def test_a_first_choice_that_was_corrected_away_was_none(session, before, student):
    before.lists(student)
    before.place(student, ended=True)
    session.add(
        Correction(
            school_id=before.fair.school.id,
            student_id=student.id,
            from_section_id=before.clubs[0].id,
            cause=Cause.MISREAD,
            reason="录入有误",
            at=NOON,
        )
    )

    assert judged(before.owed(student)) == [Verdict.NO_FIRST]


def test_credits_expire_after_two_terms(session, fair, student):
    for year, month in ((2024, 2), (2024, 7), (2025, 2)):
        Before(session, fair, year, month).lists(student)

    owed = queries.owed(session, fair.school.id, fair.term.id)[student.id]

    assert (owed.credits, [one.title for one in owed.terms]) == (2, ["2024-7", "2025-2"])


def test_unpublished_and_second_rounds_and_later_terms_do_not_count(session, fair, student, before):
    before.lists(student)
    before.round.published_at = None
    session.flush()
    assert before.owed(student) == Owed()

    before.round.published_at = NOON
    first = make.announced_round(session, term=before.term, slots=[fair.thursday])
    before.round.earlier_round_id = first.id
    session.flush()
    assert before.owed(student) == Owed()

    later = Before(session, fair, fair.term.starts_on.year + 1)
    later.lists(student)
    assert before.owed(student) == Owed()


def test_the_children_of_another_school_have_nothing_to_do_with_it(session, before, student):
    other = make.school(session)
    before.lists(student)

    assert queries.owed(session, other.id, before.fair.term.id) == {}


def test_three_statements_whatever_the_children(session, before, fair, count_queries):
    for count in (1, 3):
        for student in [make.student(session, homeroom=fair.homeroom) for _ in range(count)]:
            before.lists(student)
        session.expire_all()
        school_id, term_id = fair.school.id, fair.term.id
        count_queries.clear()
        queries.owed(session, school_id, term_id)
        assert len(count_queries) == 3


def test_who_has_left_is_not_listed(session, before, fair, student):
    student.status = StudentStatus.LEFT
    session.flush()

    assert queries.students(session, fair.school.id, {student.id}) == []


# ---- In a round ----


def round_with_history(session, fair, *, uses_credits=True):
    """A round of this term with three lists, whose children carry 0, 1 and 2 credits."""
    choice_round = fair.announce(uses_credits=uses_credits)
    students = fair.lists(choice_round, *[[fair.chess, fair.drama, fair.art]] * 3)
    for month, unlucky in ((2, students[2:]), (7, students[1:])):
        term = Before(session, fair, 2025, month)
        for student in unlucky:
            term.lists(student)
    return choice_round, students


def frozen_extra(session, fair, choice_round, students):
    draw = draws.freeze_entries(session, choice_round, **BY)
    entries = [json.loads(line) for line in bundle.rows(draw.entries_text)]
    by_ticket = {entry["ticket"]: entry["extra_tickets"] for entry in entries}
    return [by_ticket[fair.list_of(choice_round, student).ticket] for student in students]


def test_the_freeze_writes_the_credits_and_nothing_changes_them(session, fair):
    choice_round, students = round_with_history(session, fair)

    assert frozen_extra(session, fair, choice_round, students) == [0, 1, 2]
    Before(session, fair, 2025, 3).lists(students[0])
    found = carried(session, choice_round)
    assert [found[student.id].credits for student in students] == [0, 1, 2]
    assert found[students[0].id].terms == ()


def test_a_round_without_the_switch_has_one_chance_each(session, fair):
    choice_round, students = round_with_history(session, fair, uses_credits=False)

    assert frozen_extra(session, fair, choice_round, students) == [0, 0, 0]


def test_the_bundle_of_a_round_with_credits_is_checked(session, fair, tmp_path, capsys):
    choice_round, _students = round_with_history(session, fair)
    draws.freeze_entries(session, choice_round, **BY)
    draw = draws.perform_draw(session, choice_round, "207419553", **BY)
    path = tmp_path / "full.json"
    path.write_text(downloads.full_bundle(draw), "utf8")

    assert verify_draw.main([str(path)]) == 0
    assert draw.result_hash in capsys.readouterr().out
    rules, entries = json.loads(draw.manifest.text), bundle.rows(draw.entries_text)
    assert rules["ticket_rule"] == bundle.CREDITS_RULE
    assert sorted(json.loads(row)["extra_tickets"] for row in entries) == [0, 1, 2]


@pytest.mark.parametrize(
    ("rule", "extra", "is_right"),
    [
        (bundle.TICKET_RULE, 0, True),
        (bundle.TICKET_RULE, 1, False),
        (bundle.CREDITS_RULE, 2, True),
        (bundle.CREDITS_RULE, 3, False),
        (bundle.CREDITS_RULE, -1, False),
    ],
)
def test_the_verifier_refuses_more_chances_than_the_rule_gives(rule, extra, is_right):
    draw = bundles.drawn(bundles.problem(3, sections=2))
    rules = json.loads(draw.manifest.text) | {"ticket_rule": rule}
    entries = [json.loads(row) for row in bundle.rows(draw.entries_text)]
    entries[1]["extra_tickets"] = extra

    if is_right:
        verify_draw.check_entries(entries, rules)
    else:
        with pytest.raises(verify_draw.Wrong):
            verify_draw.check_entries(entries, rules)


def test_a_second_round_has_no_credits_in_the_verifier():
    rules = json.loads(bundles.drawn(bundles.problem(3, sections=2, slots=("thu",))).manifest.text)
    source = {"result_hash": "0" * 64, "place": 0, "slots": 1}
    rules |= {"numbers_from": source}
    verify_draw.check_rules(rules)

    with pytest.raises(verify_draw.Wrong):
        verify_draw.check_rules(rules | {"ticket_rule": bundle.CREDITS_RULE})


def test_who_comes_first_is_in_proportion_to_the_chances():
    """2,000 small instances, of every pair: A comes before B in k_A of k_A + k_B draws."""
    rng = random.Random(7)
    before, turns = Counter(), Counter()
    for _ in range(2000):
        chances = {f"T{n}": rng.randint(1, 3) for n in range(rng.randint(2, 6))}
        number = numbers(chances, rng.randbytes(32))
        for (one, k_one), (other, k_other) in combinations(chances.items(), 2):
            turns[k_one, k_other] += 1
            before[k_one, k_other] += number[one] < number[other]

    assert len(turns) == 9
    for (one, other), count in turns.items():
        expected = one / (one + other)
        error = (expected * (1 - expected) / count) ** 0.5
        assert abs(before[one, other] / count - expected) < 4 * error

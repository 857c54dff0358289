import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import PriorityKind, PriorityMembership
from app.audit.models import AuditEntry
from app.courses.models import Admission, Section, SectionState
from app.enrollment.models import Place, PlaceSource, PromisedSection, Waiting
from app.enrollment.services import place_by_hand
from app.lottery import errors
from app.lottery.allocation.canonical import sha256
from app.lottery.models import ChoiceList, RoundState
from app.lottery.queries import draws as queries
from app.lottery.queries import rounds as round_queries
from app.lottery.services import changes, choosing, draws, publishing
from app.messages.models import Message
from tests import make

AFTER = make.NOON + timedelta(days=2)
BY = {"actor_id": 1, "now": AFTER}
DIGITS = "207419553"


@pytest.fixture(autouse=True)
def few_seats(fair):
    for section in (fair.chess, fair.drama, fair.art):
        section.seats = 2
    fair.session.flush()


def _drawn(fair, choice_round):
    draws.freeze_entries(fair.session, choice_round, **BY)
    return draws.perform_draw(fair.session, choice_round, DIGITS, **BY)


def _places(session, choice_round):
    rows = session.execute(
        select(Place.student_id, Section.code, Place.source)
        .join(Section, Section.id == Place.section_id)
        .where(Place.ended_at.is_(None))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def test_announcing_fixes_manifest_and_commitment(session, fair):
    choice_round = fair.announce()

    manifest = round_queries.get_manifest(session, fair.school.id, choice_round.id)
    rules = json.loads(manifest.text)
    assert sha256(manifest.text) == manifest.hash
    assert [s["code"] for s in rules["sections"]] == ["X01", "X02", "X03"]
    assert (rules["mechanism"], rules["slots"]) == ("fair", ["thu"])
    assert rules["closes_at"] == "2026-09-04T12:00:00+08:00"
    promised = set(session.scalars(select(PromisedSection.section_id)))
    assert promised == {fair.chess.id, fair.drama.id, fair.art.id}


def test_an_announced_round_cannot_be_announced_again(session, fair):
    choice_round = fair.announce()

    with pytest.raises(errors.AlreadyAnnounced):
        make.announce_round(session, fair.school, choice_round, **BY)


def test_a_round_without_clubs_cannot_be_announced(session, fair):
    friday = make.slot(session, weekday=5)

    with pytest.raises(errors.NotReady):
        fair.announce(slots=[friday])


def test_entries_cannot_be_frozen_before_the_closing(session, fair):
    choice_round = fair.announce()

    with pytest.raises(errors.StillOpen):
        draws.freeze_entries(session, choice_round, actor_id=1, now=make.NOON)


def test_frozen_entries_hold_one_canonical_row_a_ticket(session, fair):
    choice_round = fair.announce()
    student, other = fair.lists(choice_round, [fair.chess, fair.art], [fair.drama])

    draw = draws.freeze_entries(session, choice_round, **BY)

    rows = [json.loads(line) for line in draw.entries_text.splitlines()]
    tickets = dict(session.execute(select(ChoiceList.student_id, ChoiceList.ticket)).all())
    assert sha256(draw.entries_text) == draw.entries_hash
    assert draw.row_count == 2
    assert [row["ticket"] for row in rows] == sorted(tickets.values())
    assert {row["ticket"]: row["choices"] for row in rows} == {
        tickets[student.id]: {"thu": ["X01", "X03"]},
        tickets[other.id]: {"thu": ["X02"]},
    }


def test_nothing_is_handed_in_after_freezing_even_if_the_clock_went_back(session, fair, student):
    choice_round = fair.announce()
    fair.tap(choice_round, student, fair.chess)
    draws.freeze_entries(session, choice_round, **BY)

    with pytest.raises(errors.RoundClosed):
        fair.hand_in(choice_round, student)
    with pytest.raises(errors.AlreadyFrozen):
        draws.freeze_entries(session, choice_round, **BY)


def test_only_what_the_draw_needs_to_know_of_a_child_enters_it(session, fair):
    fair.chess.reserved = 1
    choice_round = fair.announce()
    student, _other = fair.lists(choice_round, [fair.chess], [fair.chess])
    session.add(
        PriorityMembership(
            school_id=fair.school.id, student_id=student.id, kind=PriorityKind.HARDSHIP
        )
    )
    session.flush()

    draw = draws.freeze_entries(session, choice_round, **BY)

    rows = [json.loads(line) for line in draw.entries_text.splitlines()]
    keys = {"choices", "continuing", "extra_tickets", "linked", "reserved_group"}
    assert {frozenset(row) for row in rows} == {
        frozenset(keys) | {"slot_order", "ticket", "wanted"}
    }
    assert sorted(row["reserved_group"] for row in rows) == [False, True]


def test_former_members_go_first_up_to_the_share(session, fair):
    before = make.term(
        session, starts_on=make.date(2026, 2, 1), ends_on=make.date(2026, 7, 1), school=fair.school
    )
    old = make.section(session, term=before, slots=[fair.thursday], course=fair.chess.course)
    fair.chess.admission, fair.chess.continuing_share = Admission.CONTINUING, 50
    choice_round = fair.announce()
    students = fair.lists(choice_round, *[[fair.chess]] * 6)
    for student in students[:3]:
        place_by_hand(session, old, student, reason="r", actor_id=1, now=make.NOON)

    _drawn(fair, choice_round)

    drawn = publishing.drawn_round(session, choice_round)
    inside = [outcome for outcome in drawn.outcomes if outcome.section_id == fair.chess.id]
    assert len(inside) == 2
    assert any(outcome.is_former_member for outcome in inside)


def test_the_public_text_needs_nine_digits(session, fair):
    choice_round = fair.announce()
    draws.freeze_entries(session, choice_round, **BY)

    with pytest.raises(errors.TooFewDigits):
        draws.perform_draw(session, choice_round, "2024-09-03", **BY)
    with pytest.raises(errors.PublicTextMalformed):
        draws.perform_draw(session, choice_round, "12345\n67890", **BY)
    with pytest.raises(errors.TooFewDigits):
        draws.perform_draw(session, choice_round, "１２３４５６７８９", **BY)


def test_drawing_needs_frozen_entries(session, fair):
    choice_round = fair.announce()

    with pytest.raises(errors.NotFrozen):
        draws.perform_draw(session, choice_round, DIGITS, **BY)


def test_a_draw_is_repeated_from_what_is_stored(session, fair):
    choice_round = fair.announce()
    fair.lists(choice_round, *[[fair.chess, fair.drama, fair.art]] * 7)
    _drawn(fair, choice_round)
    session.expire_all()

    draw = queries.get_draw(session, fair.school.id, choice_round.id, with_texts=True)
    draws.check_draw(draw)
    result = json.loads(draw.result_text)

    assert sum(len(slots) for slots in result["places"].values()) == 6
    assert draw.result_hash == result["hash"]


@pytest.mark.parametrize("column", ["entries_text", "public_text", "result_text"])
def test_a_changed_draw_is_found(session, fair, column):
    choice_round = fair.announce()
    fair.lists(choice_round, *[[fair.chess, fair.drama]] * 5)
    draw = _drawn(fair, choice_round)
    text = getattr(draw, column)
    setattr(draw, column, text.replace("X01", "X02") if "X01" in text else f"{text}1")

    with pytest.raises(errors.DrawDiffers):
        draws.check_draw(draw)


def test_one_manifest_one_draw(session, fair):
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess])
    _drawn(fair, choice_round)

    with pytest.raises(errors.AlreadyDrawn):
        draws.perform_draw(session, choice_round, "999999999", **BY)


def test_a_second_draw_is_public_with_a_reason_and_both_stay_listed(session, fair):
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess])
    first = _drawn(fair, choice_round)
    with pytest.raises(errors.ReasonMissing):
        draws.draw_again(session, fair.school, choice_round, reason=" ", **BY)

    draws.draw_again(session, fair.school, choice_round, reason="漏了一张纸质志愿", **BY)
    assert choice_round.state(AFTER) is RoundState.FROZEN
    second = draws.perform_draw(session, choice_round, "999999999", **BY)

    listed = queries.draws(session, fair.school.id, choice_round.id)
    notices = round_queries.notices(session, fair.school.id, choice_round.id)
    assert [d.id for d in listed] == [first.id, second.id]
    assert listed[0].manifest.commitment != listed[1].manifest.commitment
    assert [(n.kind, n.reason) for n in notices] == [("second_draw", "漏了一张纸质志愿")]


def test_extending_gives_a_new_commitment_and_a_public_reason(session, fair):
    choice_round = fair.announce()
    later = choice_round.closes_at + timedelta(days=1)

    changes.extend_round(
        session,
        fair.school,
        choice_round,
        closes_at=later,
        reason="网络故障",
        actor_id=1,
        now=make.NOON,
    )

    listed = round_queries.manifests(session, fair.school.id, choice_round.id)
    assert [m.position for m in listed] == [1, 2]
    assert len({m.commitment for m in listed}) == 2
    assert json.loads(listed[1].text)["closes_at"] == "2026-09-05T12:00:00+08:00"
    assert choice_round.is_open(later - timedelta(seconds=1))


def test_a_closed_round_is_not_extended_and_none_is_shortened(session, fair):
    choice_round = fair.announce()
    by = {"reason": "r", "actor_id": 1}

    with pytest.raises(errors.NotRunning):
        changes.extend_round(
            session,
            fair.school,
            choice_round,
            closes_at=AFTER + timedelta(days=1),
            now=choice_round.closes_at,
            **by,
        )
    with pytest.raises(errors.NotAnExtension):
        changes.extend_round(
            session, fair.school, choice_round, closes_at=make.NOON, now=make.NOON, **by
        )


def test_a_withdrawn_section_leaves_the_manifest_and_its_families_are_told(session, fair):
    choice_round = fair.announce()
    student, _other = fair.lists(choice_round, [fair.chess, fair.drama], [fair.art])
    guardian = make.guardian(session, student)
    row = round_queries.get_round_section(session, fair.school.id, choice_round.id, fair.chess.id)

    changes.withdraw_section(
        session, fair.school, choice_round, row, reason="老师生病", actor_id=1, now=make.NOON
    )
    draw = draws.freeze_entries(session, choice_round, **BY)

    manifest = round_queries.get_manifest(session, fair.school.id, choice_round.id)
    told = session.execute(select(Message.account_id, Message.facts)).all()
    assert [s["code"] for s in json.loads(manifest.text)["sections"]] == ["X02", "X03"]
    assert "X01" not in draw.entries_text
    assert told == [(guardian.id, {"title": {"zh": "围棋", "en": "围棋"}})]


def test_publishing_writes_places_and_waiting_lists_and_tells_everybody(session, fair):
    choice_round = fair.announce()
    students = fair.lists(choice_round, *[[fair.chess, fair.drama]] * 5)
    guardian = make.guardian(session, *students)
    _drawn(fair, choice_round)
    assert _places(session, choice_round) == {}

    publishing.publish_round(session, choice_round, **BY)

    places = _places(session, choice_round)
    waiting = session.execute(select(Waiting.section_id, Waiting.student_id, Waiting.rank)).all()
    assert sorted(places.values()) == [("X01", "draw")] * 2 + [("X02", "draw")] * 2
    unplaced = {student.id for student in students} - places.keys()
    in_drama = {s for s, (code, _) in places.items() if code == "X02"}
    assert sorted(waiting) == sorted(
        [(fair.chess.id, s, 1) for s in in_drama | unplaced]
        + [(fair.drama.id, s, 2) for s in unplaced]
    )
    assert session.scalars(select(Message.account_id)).all() == [guardian.id]
    assert choice_round.state(AFTER) is RoundState.PUBLISHED
    assert session.scalar(select(PromisedSection.section_id)) is None


def test_publishing_twice_is_refused(session, fair):
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess])
    _drawn(fair, choice_round)
    publishing.publish_round(session, choice_round, **BY)

    with pytest.raises(errors.AlreadyPublished):
        publishing.publish_round(session, choice_round, **BY)
    with pytest.raises(errors.AlreadyPublished):
        draws.draw_again(session, fair.school, choice_round, reason="r", **BY)


def test_publishing_waits_while_a_child_has_another_club_at_that_time(session, fair):
    team = make.section(
        session, term=fair.term, slots=[fair.thursday], admission=Admission.SELECTED
    )
    choice_round = fair.announce()
    (student,) = fair.lists(choice_round, [fair.chess])
    _drawn(fair, choice_round)
    place_by_hand(session, team, student, reason="r", **BY)

    with pytest.raises(errors.PlacedSinceFreezing, match=student.name):
        publishing.publish_round(session, choice_round, **BY)


def test_a_fallback_place_only_for_who_agreed_and_after_everybody_else(session, fair):
    choice_round = fair.announce()
    first = fair.lists(choice_round, *[[fair.chess]] * 2)
    agreed = fair.lists(choice_round, *[[fair.chess]] * 3, fallback=True)
    _drawn(fair, choice_round)

    publishing.publish_round(session, choice_round, **BY)

    places = _places(session, choice_round)
    assert {source for _, source in places.values()} == {PlaceSource.DRAW, PlaceSource.FALLBACK}
    assert all(student.id in places for student in agreed)
    assert all(
        source is PlaceSource.DRAW
        for s, (_, source) in places.items()
        if s in {x.id for x in first}
    )


def test_a_section_below_its_minimum_closes_and_leaves_the_catalogue(session, fair):
    fair.art.min_size = 2
    choice_round = fair.announce()
    (student,) = fair.lists(choice_round, [fair.art, fair.chess])
    _drawn(fair, choice_round)

    publishing.publish_round(session, choice_round, **BY)

    assert _places(session, choice_round)[student.id][0] == "X01"
    assert session.get_one(Section, fair.art.id).state is SectionState.WITHDRAWN


def test_every_step_of_a_draw_is_in_the_audit_log(session, fair):
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess])
    _drawn(fair, choice_round)
    publishing.publish_round(session, choice_round, **BY)

    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)).all()
    assert actions == ["create round", "announce round", "freeze entries", "draw", "publish round"]


def test_several_days_and_wanted_places(session, fair):
    friday = make.slot(session, weekday=5)
    ball = make.section(session, term=fair.term, slots=[friday], code="X09", seats=2)
    choice_round = fair.announce(slots=[fair.thursday, friday], asks_wanted=True)
    both, one = (
        fair.lists(choice_round, [fair.chess, ball], wanted=wanted)[0] for wanted in (2, 1)
    )
    _drawn(fair, choice_round)

    publishing.publish_round(session, choice_round, **BY)

    held = session.execute(select(Place.student_id, Place.section_id)).all()
    assert sorted(held) == sorted(
        [(both.id, fair.chess.id), (both.id, ball.id), (one.id, fair.chess.id)]
    )
    assert session.scalars(select(Waiting)).all() == []


def test_a_list_is_read_back_as_it_was_handed_in(session, fair, student):
    choice_round = fair.announce()
    fair.tap(choice_round, student, fair.drama)
    fair.tap(choice_round, student, fair.chess)
    fair.hand_in(choice_round, student)
    receipt = fair.list_of(choice_round, student).receipt_hash

    draw = draws.freeze_entries(session, choice_round, **BY)

    row = json.loads(draw.entries_text)
    own = {key: row[key] for key in ("ticket", "choices", "wanted", "slot_order")}
    text = json.dumps(
        {"format": "draw-receipt/1", **own},
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    assert sha256(text) == receipt
    assert choosing.draft_of(fair.list_of(choice_round, student)).sections == (
        fair.drama.id,
        fair.chess.id,
    )

"""A round in the administrator's hands, page by page."""

import json
from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import Role
from app.courses.models import Admission
from app.enrollment.models import Place, PlaceSource
from app.lottery.models import Mechanism, RoundState
from app.lottery.queries.draws import get_draw
from app.lottery.queries.rounds import get_round
from app.lottery.services.draws import check_draw
from tests import make

MECHANISM_NAMES = {
    Mechanism.FAIR: "公平抽签",
    Mechanism.FEWEST_UNPLACED: "整体最优",
    Mechanism.MOST_FIRST: "首选最多",
}


def plan_of(fair):
    """What the form of a round sends."""
    return {
        "title": "周四选课",
        "slot_ids": fair.thursday.id,
        "opens_at": "2026-09-02T08:00",
        "closes_at": "2026-09-04T18:00",
        "max_choices": 5,
        "who_chooses": "either",
        "mechanism": "fair",
        "public_source": "家长代表现场抽出的九个数字",
    }


@pytest.fixture
def at():
    """Set the clock by days after noon of Thursday."""

    def move(days: float) -> None:
        moment = make.NOON + timedelta(days=days)
        clock.use_shift(lambda: moment - datetime.now(clock.UTC))

    yield move
    clock.use_shift()


@pytest.fixture
def admin(session, client, fair, at):
    at(0)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))
    return client


def _state(session, choice_round):
    session.expire_all()
    return get_round(session, choice_round.school_id, choice_round.id).state(clock.now())


def test_a_round_goes_from_plan_to_published_lists(session, admin, fair, at):
    at(-2)
    page = admin.get("/rounds/new").text
    assert "周四" in page
    url = admin.post("/rounds/new", data=plan_of(fair)).location
    assert "公布" in admin.get(url).text
    assert admin.post(f"{url}/announce").status_code == 303
    choice_round = get_round(session, fair.school.id, int(url.rsplit("/", 1)[1]))
    assert _state(session, choice_round) is RoundState.ANNOUNCED

    at(0)
    first, second = fair.lists(choice_round, [fair.chess], [fair.drama, fair.chess])
    assert "2 个孩子中 2 个已提交" in admin.get(url).text

    at(2)
    assert admin.post(f"{url}/freeze").status_code == 303
    assert "公开抽签" in admin.get(url).text
    assert admin.post(f"{url}/draw", data={"public_text": "314159265"}).status_code == 303
    drawn = admin.get(url).text
    assert "2 个孩子有社团" in drawn
    assert admin.post(f"{url}/publish").status_code == 303
    assert _state(session, choice_round) is RoundState.PUBLISHED
    roster = admin.get(f"/rosters/{fair.chess.id}").text
    assert first.student_no[-4:] in roster
    assert second.student_no[-4:] not in roster


def test_too_few_digits_are_refused_beside_the_field(session, admin, fair, at):
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess])
    at(2)
    admin.post(f"/rounds/{choice_round.id}/freeze")

    answer = admin.post(f"/rounds/{choice_round.id}/draw", data={"public_text": "3141"})

    assert answer.status_code == 422
    assert 'value="3141"' in answer.text
    assert "至少 9 位" in answer.text
    assert _state(session, choice_round) is RoundState.FROZEN


def test_a_closing_is_moved_with_a_public_reason(session, admin, fair):
    choice_round = fair.announce()
    url = f"/rounds/{choice_round.id}/extend"

    without = admin.post(url, data={"closes_at": "2026-09-05T18:00", "reason": ""})
    assert without.status_code == 422
    assert '<details class="ask" open>' in without.text
    assert 'value="2026-09-05T18:00"' in without.text

    moved = admin.post(url, data={"closes_at": "2026-09-05T18:00", "reason": "停电"})
    assert moved.status_code == 303
    assert "停电" in admin.get(f"/draws/{choice_round.id}").text


def test_a_club_is_taken_out_with_a_public_reason(session, admin, fair):
    choice_round = fair.announce()
    form = {"section_id": fair.drama.id, "reason": "教师调离"}

    assert admin.post(f"/rounds/{choice_round.id}/withdraw", data=form).status_code == 303

    assert "教师调离" in admin.get(f"/draws/{choice_round.id}").text
    again = admin.post(f"/rounds/{choice_round.id}/withdraw", data=form)
    assert again.status_code == 422


def test_a_second_draw_needs_a_reason(session, admin, fair, at):
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess])
    at(2)
    url = f"/rounds/{choice_round.id}"
    admin.post(f"{url}/freeze")
    admin.post(f"{url}/draw", data={"public_text": "314159265"})

    assert admin.post(f"{url}/draw-again", data={"reason": ""}).status_code == 422
    assert _state(session, choice_round) is RoundState.DRAWN
    assert admin.post(f"{url}/draw-again", data={"reason": "号码没有当众抽"}).status_code == 303
    assert "号码没有当众抽" in admin.get(f"/draws/{choice_round.id}").text


def test_a_draft_is_changed_and_deleted(session, admin, fair):
    choice_round = make.choice_round(session, term=fair.term, slots=[fair.thursday])
    url = f"/rounds/{choice_round.id}"
    assert 'value="2026-09-04T12:00"' in admin.get(f"{url}/edit").text

    assert admin.post(f"{url}/delete").status_code == 303
    assert admin.get(url).status_code == 404


def test_without_clubs_a_round_says_what_is_missing(session, client, at):
    at(0)
    make.term(session)
    client.sign_in(make.account(session, Role.SCHOOL_ADMIN))

    assert "请先公布社团" in client.get("/rounds/new").text


@pytest.mark.parametrize("how_many", [1, 3])
def test_pages_of_a_round_take_a_fixed_number_of_queries(
    session, admin, fair, count_queries, how_many
):
    choice_round = fair.announce()
    fair.lists(choice_round, *[[fair.chess]] * how_many)

    count_queries.clear()

    admin.get(f"/rounds/{choice_round.id}")

    assert len(count_queries) <= 14, count_queries


def test_children_without_a_first_choice_are_listed_after_publishing(session, admin, fair, at):
    fair.chess.seats = 1
    choice_round = fair.announce()
    fair.lists(choice_round, [fair.chess, fair.drama], [fair.chess])
    url = f"/rounds/{choice_round.id}"
    at(2)
    admin.post(f"{url}/freeze")
    admin.post(f"{url}/draw", data={"public_text": "314159265"})
    before = admin.get(f"{url}/without-first").status_code
    admin.post(f"{url}/publish")

    assert before == 404
    assert "第一志愿落空的孩子" in admin.get(url).text
    page = admin.get(f"{url}/without-first").text
    assert "1 个孩子第一志愿落空" in page
    assert "没有这样的孩子" in admin.get(f"{url}/without-first?show=again").text
    workbook = BytesIO(admin.get(f"{url}/without-first.xlsx").data)
    rows = openpyxl.load_workbook(workbook).active.iter_rows(min_row=2, values_only=True)
    assert [row[4] for row in rows] == ["围棋"]


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_the_mechanism_of_the_form_is_the_one_that_draws(session, admin, fair, at, mechanism):
    at(-2)
    page = admin.get("/rounds/new").text
    assert MECHANISM_NAMES[mechanism] in page
    url = admin.post("/rounds/new", data=plan_of(fair) | {"mechanism": mechanism}).location
    assert (
        f'checked id="mechanism-{list(Mechanism).index(mechanism)}"'
        in admin.get(f"{url}/edit").text
    )
    admin.post(f"{url}/announce")
    choice_round = get_round(session, fair.school.id, int(url.rsplit("/", 1)[1]))
    at(0)
    fair.lists(choice_round, [fair.chess], [fair.drama, fair.chess])
    at(2)
    admin.post(f"{url}/freeze")
    admin.post(f"{url}/draw", data={"public_text": "314159265"})

    draw = get_draw(session, fair.school.id, choice_round.id, with_texts=True)

    assert json.loads(draw.manifest.text)["mechanism"] == mechanism
    check_draw(draw)


def test_boston_is_no_way_to_draw_a_round(session, admin, fair):
    assert (
        admin.post("/rounds/new", data=plan_of(fair) | {"mechanism": "boston"}).status_code == 422
    )
    assert "志愿优先" not in admin.get("/rounds/new").text


@pytest.mark.parametrize("mechanism", [Mechanism.FEWEST_UNPLACED, Mechanism.MOST_FIRST])
@pytest.mark.parametrize(
    "kept", [{"reserved": 2}, {"continuing_share": 50, "admission": Admission.CONTINUING}]
)
def test_kept_seats_are_refused_by_all_but_the_fair_draw(session, admin, fair, at, mechanism, kept):
    at(-2)
    for name, value in kept.items():
        setattr(fair.chess, name, value)
    session.flush()
    url = admin.post("/rounds/new", data=plan_of(fair) | {"mechanism": mechanism}).location

    assert "围棋" in admin.get(url).text
    assert "只有公平抽签支持" in admin.get(url).text
    assert admin.post(f"{url}/announce").status_code == 422

    admin.post(f"{url}/edit", data=plan_of(fair))
    assert "只有公平抽签支持" not in admin.get(url).text
    assert admin.post(f"{url}/announce").status_code == 303


@pytest.mark.parametrize(
    ("mechanism", "is_true"), [(Mechanism.FAIR, True), (Mechanism.MOST_FIRST, False)]
)
def test_the_public_page_promises_only_what_holds(admin, fair, mechanism, is_true):
    choice_round = fair.announce(mechanism=mechanism)

    page = admin.get(f"/draws/{choice_round.id}").text

    assert ("照真心排就是最好的排法" in page) is is_true
    assert ("照真心排不一定最有利" in page or "按真实意愿排不一定最有利" in page) is not is_true


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [
        (Mechanism.FAIR, "第 1 志愿录到"),
        (Mechanism.FEWEST_UNPLACED, "录取第 2 志愿；第 1 志愿已满"),
        (Mechanism.MOST_FIRST, "录取第 2 志愿；第 1 志愿已满"),
    ],
)
def test_families_read_one_sentence_of_the_mechanism(
    session, client, admin, fair, at, mechanism, said
):
    fair.chess.seats = 1
    choice_round = fair.announce(mechanism=mechanism)
    students = fair.lists(choice_round, *[[fair.chess, fair.drama]] * 2)
    at(2)
    url = f"/rounds/{choice_round.id}"
    admin.post(f"{url}/freeze")
    admin.post(f"{url}/draw", data={"public_text": "314159265"})
    admin.post(f"{url}/publish")

    pages = []
    for student in students:
        client.sign_in(make.guardian(session, student))
        pages.append(client.get(f"{url}/result").text)

    assert sorted("录取第 1 志愿。" in page for page in pages) == [False, True]
    assert sorted(said in page for page in pages) == [False, True]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (PlaceSource.DRAW, "孙志奕录取了第 1 志愿"),
        (PlaceSource.WAITLIST, "抽签后从候补递补进来"),
        (PlaceSource.EXCHANGE, "抽签后互换到这个社团"),
        (PlaceSource.REPAIR, "原社团停开后，孙志奕转到这里"),
    ],
)
def test_a_club_that_came_later_is_not_called_drawn(session, client, admin, fair, at, source, said):
    choice_round = fair.announce()
    (student,) = fair.lists(choice_round, [fair.chess, fair.drama])
    at(2)
    url = f"/rounds/{choice_round.id}"
    admin.post(f"{url}/freeze")
    admin.post(f"{url}/draw", data={"public_text": "314159265"})
    admin.post(f"{url}/publish")
    place = session.scalars(select(Place).where(Place.student_id == student.id)).one()
    place.source = source
    client.sign_in(make.guardian(session, student))

    above_the_club = client.get(f"{url}/result").text.split('<h1 id="club-')[0]

    assert said in above_the_club


def test_homerooms_outside_the_pilot_are_not_waited_for(session, admin, fair):
    choice_round = fair.announce()
    inside = make.homeroom(session, grade=1, class_no=7)
    make.student(session, homeroom=inside)
    make.student(session, homeroom=fair.homeroom)
    before = admin.get(f"/rounds/{choice_round.id}/progress").text
    fair.school.pilot_grades = "1"
    session.commit()

    after = admin.get(f"/rounds/{choice_round.id}/progress").text

    assert (fair.homeroom.title in before, fair.homeroom.title in after) == (True, False)
    assert inside.title in after

from datetime import timedelta

import pytest
from jinja2 import meta, nodes

from app.core import clock
from app.core.roles import Role
from app.courses.models import Course
from app.lottery.drafts import Step
from tests import make

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def noon(app):  # making the app sets its own clock
    clock.use_shift(lambda: make.NOON - clock.datetime.now(clock.UTC))
    yield
    clock.use_shift()


@pytest.fixture
def pupil(session, client, fair):
    account = make.account(session, Role.STUDENT)
    child = make.student(session, homeroom=fair.homeroom, account_id=account.id)
    client.sign_in(account)
    return child


@pytest.fixture
def choice_round(fair):
    return fair.announce(max_choices=2)


@pytest.fixture
def cards(choice_round, fair):
    return f"/rounds/{choice_round.id}/choose/{fair.thursday.id}"


def _listed(fair, choice_round, child):
    fair.session.expire_all()
    found = fair.list_of(choice_round, child)
    return list(found.draft["choices"].get(str(fair.thursday.id), ())) if found else None


def test_the_start_of_choosing_leads_to_the_cards_of_a_day(client, pupil, cards):
    answer = client.get("/choose", follow_redirects=True)

    assert (answer.status_code, answer.request.path) == (200, cards)
    assert all(title in answer.text for title in ("围棋", "戏剧", "陶艺"))


def test_choosing_begins_on_a_day_that_has_a_club_for_the_child(session, client, fair, pupil):
    tuesday = make.slot(session, weekday=2)
    make.section(session, term=fair.term, slots=[tuesday], grade_from=6, grade_to=6)
    choice_round = fair.announce(slots=[tuesday, fair.thursday])

    answer = client.get("/choose", follow_redirects=True)

    assert answer.request.path == f"/rounds/{choice_round.id}/choose/{fair.thursday.id}"


def test_without_a_round_the_page_says_what_comes(client, fair, pupil):
    answer = client.get("/choose")

    assert answer.status_code == 200
    assert "现在没有正在进行的选课" in answer.text


def test_plus_works_without_javascript(client, fair, choice_round, pupil, cards):
    answer = client.post(cards, data={"version": 0, "add": fair.chess.id})

    assert (answer.status_code, answer.location) == (303, cards)
    assert _listed(fair, choice_round, pupil) == [fair.chess.id]


def test_plus_gives_htmx_the_cards_again(client, fair, pupil, cards):
    answer = client.post(cards, data={"version": 0, "add": fair.chess.id}, headers=HTMX)

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="choose"')
    assert 'name="version" value="1"' in answer.text


def test_a_club_for_other_grades_stands_below_with_its_reason(session, client, fair, pupil):
    make.section(session, term=fair.term, slots=[fair.thursday], grade_from=5, grade_to=6)
    choice_round = fair.announce()

    answer = client.get(f"/rounds/{choice_round.id}/choose/{fair.thursday.id}")

    assert "只招 5 到 6 年级" in answer.text
    assert answer.text.count('name="add"') == 3


def test_one_too_many_is_refused_in_a_sentence(client, fair, choice_round, pupil, cards):
    for version, section in enumerate((fair.chess, fair.drama)):
        client.post(cards, data={"version": version, "add": section.id})

    answer = client.post(cards, data={"version": 2, "add": fair.art.id})

    assert answer.status_code == 422
    assert "最多选 2 个社团" in answer.text
    assert _listed(fair, choice_round, pupil) == [fair.chess.id, fair.drama.id]


def test_an_old_page_of_another_device_loses_nothing(client, fair, choice_round, pupil, cards):
    client.post(cards, data={"version": 0, "add": fair.chess.id})
    client.post(cards, data={"version": 1, "add": fair.drama.id})

    answer = client.post(cards, data={"version": 1, "remove": fair.chess.id})

    assert answer.status_code == 422
    assert "另一台设备" in answer.text
    assert _listed(fair, choice_round, pupil) == [fair.chess.id, fair.drama.id]


@pytest.mark.parametrize(
    "data", [{}, {"version": "x"}, {"version": 0}, {"version": 0, "add": "9" * 40}, {"order": ",,"}]
)
def test_a_malformed_tap_changes_nothing(client, fair, choice_round, pupil, cards, data):
    answer = client.post(cards, data=data)

    assert answer.status_code in {303, 422}
    assert not _listed(fair, choice_round, pupil)


def test_the_order_after_a_drag_is_saved(client, fair, choice_round, pupil, cards):
    for version, section in enumerate((fair.chess, fair.drama)):
        client.post(cards, data={"version": version, "add": section.id})

    client.post(
        f"/rounds/{choice_round.id}/list",
        data={"version": 2, "order": f"{fair.drama.id},{fair.chess.id}"},
    )

    assert _listed(fair, choice_round, pupil) == [fair.drama.id, fair.chess.id]


def test_up_down_and_remove_work_without_javascript(client, fair, choice_round, pupil, cards):
    url = f"/rounds/{choice_round.id}/list"
    for version, section in enumerate((fair.chess, fair.drama)):
        client.post(cards, data={"version": version, "add": section.id})

    client.post(url, data={"version": 2, "up": fair.drama.id})
    first = _listed(fair, choice_round, pupil)
    client.post(url, data={"version": 3, "remove": fair.drama.id})

    assert first == [fair.drama.id, fair.chess.id]
    assert _listed(fair, choice_round, pupil) == [fair.chess.id]


def test_handing_in_gives_a_receipt_with_ticket_and_hash(client, fair, choice_round, pupil, cards):
    client.post(cards, data={"version": 0, "add": fair.chess.id})
    found = fair.list_of(choice_round, pupil)
    review = client.get(f"/rounds/{choice_round.id}/review")

    answer = client.post(
        f"/rounds/{choice_round.id}/hand-in",
        data={"key": "a" * 16, "reviewed": f"{found.id}:1"},
        follow_redirects=True,
    )

    fair.session.expire_all()
    found = fair.list_of(choice_round, pupil)
    assert f'value="{found.id}:1"' in review.text
    assert answer.request.path == f"/rounds/{choice_round.id}/receipt"
    assert found.receipt_hash in answer.text
    assert found.ticket[:4] in answer.text
    assert "围棋" in answer.text
    assert "这一天不参加" not in answer.text


def test_the_tick_of_the_review_is_handed_in(client, fair, choice_round, pupil, cards):
    client.post(cards, data={"version": 0, "add": fair.chess.id})
    found = fair.list_of(choice_round, pupil)

    client.post(
        f"/rounds/{choice_round.id}/hand-in",
        data={
            "key": "a" * 16,
            "reviewed": f"{found.id}:1",
            "asked": found.id,
            "fallback": found.id,
        },
    )

    fair.session.expire_all()
    assert fair.list_of(choice_round, pupil).accepts_fallback


def test_a_changed_list_says_that_the_old_one_still_counts(
    client, fair, choice_round, pupil, cards
):
    client.post(cards, data={"version": 0, "add": fair.chess.id})
    found = fair.list_of(choice_round, pupil)
    client.post(
        f"/rounds/{choice_round.id}/hand-in",
        data={"key": "a" * 16, "reviewed": f"{found.id}:1"},
    )

    client.post(cards, data={"version": 1, "add": fair.drama.id})

    assert "上次提交的仍然有效" in client.get(cards).text
    assert "以下面这份为准" in client.get(f"/rounds/{choice_round.id}/receipt").text


def test_after_the_closing_nothing_is_saved_and_no_button_is_left(
    client, fair, choice_round, pupil, cards
):
    client.post(cards, data={"version": 0, "add": fair.chess.id})
    clock.use_shift(
        lambda: make.NOON + timedelta(days=1, seconds=1) - clock.datetime.now(clock.UTC)
    )

    tap = client.post(cards, data={"version": 1, "add": fair.drama.id})
    page = client.get(f"/rounds/{choice_round.id}/list")

    assert tap.status_code == 422
    assert "选课已经截止" in tap.text
    assert 'name="up"' not in page.text or "disabled" in page.text
    assert _listed(fair, choice_round, pupil) == [fair.chess.id]


def test_a_guardian_reviews_all_children_at_once(session, client, fair):
    choice_round = fair.announce()
    children = [make.student(session, homeroom=fair.homeroom, name=n) for n in ("甲甲", "乙乙")]
    guardian = make.guardian(session, *children)
    for child in children:
        fair.tap(choice_round, child, fair.chess)
    lists = [fair.list_of(choice_round, child) for child in children]
    client.sign_in(guardian)

    review = client.get(f"/rounds/{choice_round.id}/review")
    client.post(
        f"/rounds/{choice_round.id}/hand-in",
        data={"key": "b" * 16, "reviewed": [f"{found.id}:1" for found in lists]},
    )

    session.expire_all()
    assert all(name in review.text for name in ("甲甲", "乙乙"))
    assert all(found.handed_in_by_id == guardian.id for found in lists)


def test_somebody_elses_list_is_not_handed_in(session, client, fair, choice_round, pupil):
    other = make.student(session, homeroom=fair.homeroom)
    fair.tap(choice_round, other, fair.chess)
    found = fair.list_of(choice_round, other)

    answer = client.post(
        f"/rounds/{choice_round.id}/hand-in",
        data={"key": "c" * 16, "reviewed": f"{found.id}:1"},
    )

    session.expire_all()
    assert answer.status_code == 422
    assert fair.list_of(choice_round, other).handed_in_at is None


def test_the_school_may_leave_the_list_to_the_guardian(client, fair, pupil):
    choice_round = fair.announce(who_chooses="guardian")
    cards = f"/rounds/{choice_round.id}/choose/{fair.thursday.id}"

    answer = client.post(cards, data={"version": 0, "add": fair.chess.id})
    page = client.get(cards)

    assert answer.status_code == 403
    assert 'name="add"' not in page.text
    assert "由家里的另一方提交" in page.text


def test_the_same_order_on_the_other_days(session, client, fair, pupil):
    friday = make.slot(session, weekday=5)
    course = session.get(Course, fair.chess.course_id)
    again = make.section(session, term=fair.term, slots=[friday], course=course)
    choice_round = fair.announce(slots=[fair.thursday, friday])
    fair.tap(choice_round, pupil, fair.drama)
    fair.tap(choice_round, pupil, fair.chess)

    client.post(f"/rounds/{choice_round.id}/same?day={fair.thursday.id}", data={"version": 2})

    session.expire_all()
    draft = fair.list_of(choice_round, pupil).draft["choices"]
    assert draft[str(friday.id)] == [again.id]


def test_the_answers_beside_the_list_are_saved(session, client, fair, pupil):
    friday = make.slot(session, weekday=5)
    make.section(session, term=fair.term, slots=[friday])
    choice_round = fair.announce(slots=[fair.thursday, friday], asks_wanted=True)
    fair.tap(choice_round, pupil, fair.chess)

    client.post(
        f"/rounds/{choice_round.id}/answers",
        data={"version": 1, "fallback": "y", "wanted": 1, "first_day": friday.id},
    )

    session.expire_all()
    draft = fair.list_of(choice_round, pupil).draft
    assert (draft["fallback"], draft["wanted"]) == (True, 1)
    assert draft["slot_order"] == [friday.id, fair.thursday.id]


@pytest.mark.parametrize("page", ["choose/{slot}", "list", "review", "receipt", "result"])
def test_a_round_of_another_school_does_not_exist(session, client, fair, pupil, page):
    other = make.school(session)
    term = make.term(session, school=other)
    slot = make.slot(session, school=other)
    make.section(session, term=term, slots=[slot], course=make.course(session, school=other))
    foreign = make.announced_round(session, term=term, slots=[slot])

    answer = client.get(f"/rounds/{foreign.id}/{page.format(slot=slot.id)}")

    assert answer.status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_cards_take_a_fixed_number_of_queries(
    session, client, fair, pupil, count_queries, how_many
):
    for _ in range(how_many):
        make.section(session, term=fair.term, slots=[fair.thursday])
    choice_round = fair.announce()
    count_queries.clear()

    client.get(f"/rounds/{choice_round.id}/choose/{fair.thursday.id}")

    # sign-in, children, round with lists, cards, clubs held, notices
    assert len(count_queries) == 6


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(client, fair, pupil, count_queries, how_many):
    choice_round = fair.announce()
    for section in (fair.chess, fair.drama, fair.art)[:how_many]:
        fair.tap(choice_round, pupil, section)
    count_queries.clear()

    client.get(f"/rounds/{choice_round.id}/list")

    assert len(count_queries) == 6


@pytest.mark.parametrize("again", [False, True])
def test_a_hand_in_takes_at_most_eight_queries(client, fair, pupil, count_queries, again):
    choice_round = fair.announce()
    for section in (fair.chess, fair.drama, fair.art):
        fair.tap(choice_round, pupil, section)
    if again:
        fair.hand_in(choice_round, pupil)
        fair.tap(choice_round, pupil, fair.chess, step=Step.REMOVE)
    found = fair.list_of(choice_round, pupil)
    data = {"key": "d" * 16, "reviewed": f"{found.id}:{found.version}"}
    url = f"/rounds/{choice_round.id}/hand-in"
    count_queries.clear()

    answer = client.post(url, data=data)

    assert answer.status_code == 303
    assert len(count_queries) <= 8, count_queries


def test_a_kept_card_follows_whatever_changes(session, client, fair, choice_round, pupil, cards):
    before = client.get(cards).text
    session.get_one(Course, fair.chess.course_id).title = "国际跳棋"
    fair.chess.seats += 7
    fair.drama.grade_from = fair.drama.grade_to = 6
    seats = f"{fair.chess.seats - fair.chess.taken} 个名额"
    session.flush()

    after = client.get(cards).text

    assert "国际跳棋" not in before
    assert before.count('name="add"') == 3
    assert all(words in after for words in ("国际跳棋", seats, "只招 6 年级"))
    assert "围棋" not in after
    assert after.count('name="add"') == 2
    choice_round.closes_at = make.NOON - timedelta(minutes=1)
    session.flush()
    assert 'name="add"' not in client.get(cards).text
    client.set_cookie("language", "en")
    assert "个名额" not in client.get(cards).text


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (
            "lottery/_choose_card.html",
            {"card", "rank", "why_not", "may_change", "title", "kind", "lines"},
        ),
        ("macros/clubs.html", set()),
        ("macros/icons.html", set()),
    ],
)
def test_a_kept_card_shows_nothing_beyond_what_it_is_kept_under(app, template, told):
    source, _name, _is_current = app.jinja_env.loader.get_source(app.jinja_env, template)
    tree = app.jinja_env.parse(source)

    assert meta.find_undeclared_variables(tree) == told
    of_a_request = {"request", "session", "g", "csrf_token", "get_flashed_messages"}
    assert of_a_request.isdisjoint(name.name for name in tree.find_all(nodes.Name))

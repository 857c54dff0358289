from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.roles import Role
from app.lottery.allocation import problem
from app.lottery.allocation.odds import odds_of, trials_kept
from app.lottery.jobs import tell_odds
from app.lottery.models import Mechanism, OddsSource, SectionOdds
from app.lottery.queries import odds as queries
from app.lottery.rounding import Rough, rough
from app.lottery.services import draws, publishing
from app.lottery.services import odds as services
from app.lottery.services.odds import FEWEST_LISTS
from tests import make
from tests.lottery.test_credits import Before

LATER = make.NOON + timedelta(minutes=10)
OPTIMISING = [Mechanism.FEWEST_UNPLACED, Mechanism.MOST_FIRST]
HEADING = "这份志愿的录取机会"


@pytest.fixture(autouse=True)
def noon(app):
    clock.use_shift(lambda: make.NOON - clock.datetime.now(clock.UTC))
    yield
    clock.use_shift()


@pytest.fixture(autouse=True)
def few_seats(fair):
    fair.chess.seats, fair.drama.seats = 15, 10
    fair.session.flush()


@pytest.fixture
def pupil(session, client, fair):
    account = make.account(session, Role.STUDENT)
    child = make.student(session, homeroom=fair.homeroom, account_id=account.id)
    client.sign_in(account)
    return child


def crowd(fair, choice_round, count=FEWEST_LISTS, section=None):
    """So many children hand in a list with chess alone."""
    for _ in range(count):
        student = make.student(fair.session, homeroom=fair.homeroom)
        fair.tap(choice_round, student, section if section is not None else fair.chess)
        fair.hand_in(choice_round, student)


def trials(fair, choice_round):
    return queries.trials(fair.session, fair.school.id, choice_round.id)


def test_with_the_switch_the_lists_of_this_round_are_used(session, fair):
    choice_round = fair.announce(tells_odds=True)
    crowd(fair, choice_round)

    tell_odds(session, now=LATER)

    found = trials(fair, choice_round)
    assert (found.odds.source, found.odds.list_count) == (OddsSource.THIS_ROUND, FEWEST_LISTS)
    assert set(found.by_section[fair.chess.id]) == {15}  # the last seat always goes to number 15
    assert set(found.by_section[fair.art.id]) == {FEWEST_LISTS + 1}


def test_credits_count_in_the_trials_and_on_the_review_page(session, client, fair, pupil):
    choice_round = fair.announce(tells_odds=True, uses_credits=True)
    crowd(fair, choice_round)
    for month in (2, 7):
        Before(session, fair, 2025, month).lists(pupil)
    fair.tap(choice_round, pupil, fair.chess)
    tell_odds(session, now=LATER)

    kept = trials(fair, choice_round).by_section[fair.chess.id]
    assert {(one, three) for one, _two, three in kept} == {(15, 26)}
    text = client.get(f"/rounds/{choice_round.id}/review").text
    assert "有 3 次机会" in text
    assert ("约 4/5" in text, "约 1/5" in text, "约 1/2" in text) == (True, True, False)


@pytest.mark.parametrize("mechanism", [Mechanism.FAIR, *OPTIMISING])
def test_without_the_switch_no_list_of_this_round_is_used(session, fair, mechanism):
    choice_round = fair.announce(mechanism=mechanism)
    crowd(fair, choice_round)

    tell_odds(session, now=LATER)

    assert trials(fair, choice_round) is None


def test_too_few_lists_tell_nothing(session, fair):
    choice_round = fair.announce(tells_odds=True)
    crowd(fair, choice_round, FEWEST_LISTS - 1)

    tell_odds(session, now=LATER)

    assert trials(fair, choice_round) is None


def test_trials_are_made_again_only_when_lists_have_changed(session, fair):
    choice_round = fair.announce(tells_odds=True)
    crowd(fair, choice_round)
    for minutes in (0, 10):
        tell_odds(session, now=LATER + timedelta(minutes=minutes))
    unchanged = trials(fair, choice_round).odds.computed_at
    student = make.student(session, homeroom=fair.homeroom)
    fair.tap(choice_round, student, fair.chess)
    fair.hand_in(choice_round, student, now=LATER + timedelta(minutes=15))

    tell_odds(session, now=LATER + timedelta(minutes=20))

    session.expire_all()
    odds = trials(fair, choice_round).odds
    assert (unchanged, odds.computed_at) == (LATER, LATER + timedelta(minutes=20))
    assert odds.list_count == FEWEST_LISTS + 1
    assert session.scalar(select(func.count()).select_from(SectionOdds)) == 3


@pytest.mark.parametrize("mechanism", [Mechanism.FAIR, *OPTIMISING])
def test_last_terms_lists_are_laid_over_the_same_courses(session, fair, mechanism):
    before = make.term(session, starts_on=date(2026, 2, 16), ends_on=date(2026, 7, 3))
    old = make.section(
        session, term=before, slots=[fair.thursday], code="X77", course=fair.chess.course
    )
    gone = make.section(session, term=before, slots=[fair.thursday], code="X78")
    earlier = make.announced_round(session, term=before, slots=[fair.thursday])
    crowd(fair, earlier, FEWEST_LISTS, old)
    crowd(fair, earlier, 1, gone)
    after = {"actor_id": 1, "now": make.NOON + timedelta(days=2)}
    draws.freeze_entries(session, earlier, **after)
    draws.perform_draw(session, earlier, "207419553", **after)
    publishing.publish_round(session, earlier, **after)
    choice_round = fair.announce(mechanism=mechanism)

    tell_odds(session, now=LATER)

    found = trials(fair, choice_round)
    assert (found.odds.source, found.odds.list_count) == (OddsSource.LAST_TERM, FEWEST_LISTS + 1)
    assert found.by_section.keys() == {fair.chess.id}  # nothing is known of the others
    its = problem.Mechanism(mechanism)
    kept = trials_kept(its, found.by_section, found.odds.turns, choice_round.max_choices)
    assert odds_of(kept, [fair.chess.id]).first == pytest.approx(15.5 / 32, abs=0.02)


def test_the_review_tells_the_odds_and_what_more_choices_change(session, client, fair, pupil):
    choice_round = fair.announce(tells_odds=True)
    crowd(fair, choice_round)
    fair.tap(choice_round, pupil, fair.chess)
    tell_odds(session, now=LATER)

    text = client.get(f"/rounds/{choice_round.id}/review").text

    assert HEADING in text
    assert text.count("约 1/2") == 3  # first choice, no club, and "now" (15 of 31)
    assert "多填一个志愿，不到 1/50" in text
    assert "30 份志愿" in text


@pytest.mark.parametrize("mechanism", OPTIMISING)
def test_with_an_optimising_mechanism_the_review_tells_odds_and_their_error(
    session, client, fair, pupil, mechanism
):
    choice_round = fair.announce(tells_odds=True, mechanism=mechanism)
    crowd(fair, choice_round)
    fair.tap(choice_round, pupil, fair.chess)
    tell_odds(session, now=LATER)

    text = client.get(f"/rounds/{choice_round.id}/review").text

    assert HEADING in text
    assert text.count("约 1/2") == 3  # equal lists: chance alone decides, as in a fair draw
    assert "随机重新抽取" in text
    assert "不超过 1%" in text


def test_a_fair_draw_does_not_speak_of_lists_picked_anew(session, client, fair, pupil):
    choice_round = fair.announce(tells_odds=True)
    crowd(fair, choice_round)
    fair.tap(choice_round, pupil, fair.chess)
    tell_odds(session, now=LATER)

    text = client.get(f"/rounds/{choice_round.id}/review").text

    assert "不超过 1%" in text
    assert "随机重新抽取" not in text


def test_when_the_time_is_over_no_new_trial_begins(session, fair, monkeypatch):
    choice_round = fair.announce(tells_odds=True, mechanism=Mechanism.MOST_FIRST)
    crowd(fair, choice_round)
    monkeypatch.setattr(services, "SECONDS", 0)
    tell_odds(session, now=LATER)
    too_few = trials(fair, choice_round)
    monkeypatch.setattr(services, "FEWEST_DRAWS", 1)
    tell_odds(session, now=LATER)

    assert too_few is None
    assert len(trials(fair, choice_round).by_section[fair.chess.id]) == 1


@pytest.mark.parametrize(("switch", "says"), [(True, True), (False, False)])
def test_without_trials_the_review_only_says_what_comes(client, fair, pupil, switch, says):
    choice_round = fair.announce(tells_odds=switch)
    fair.tap(choice_round, pupil, fair.chess)

    text = client.get(f"/rounds/{choice_round.id}/review").text

    assert ("提交的志愿足够多以后" in text, HEADING in text) == (says, False)


@pytest.mark.parametrize("switch", [True, False])
def test_the_switch_is_announced_on_the_public_page(client, fair, switch):
    choice_round = fair.announce(tells_odds=switch)

    text = client.get(f"/draws/{choice_round.id}").text

    assert ("大致录取机会" in text) is switch


@pytest.mark.parametrize("mechanism", [Mechanism.FAIR, Mechanism.FEWEST_UNPLACED])
@pytest.mark.parametrize("how_many", [1, 3])
def test_the_review_takes_a_fixed_number_of_queries(
    session, client, fair, pupil, count_queries, mechanism, how_many
):
    choice_round = fair.announce(tells_odds=True, mechanism=mechanism)
    crowd(fair, choice_round)
    tell_odds(session, now=LATER)
    for section in (fair.chess, fair.drama, fair.art)[:how_many]:
        fair.tap(choice_round, pupil, section)
    count_queries.clear()

    client.get(f"/rounds/{choice_round.id}/review")

    assert len(count_queries) == 6  # sign-in, children, round with lists, cards, held, trials


@pytest.mark.parametrize(
    ("odds", "said"),
    [
        (0.0, Rough(1, 50, is_beyond=True)),
        (0.012, Rough(1, 50, is_beyond=True)),
        (0.026, Rough(1, 40)),
        (0.34, Rough(1, 3)),
        (0.5, Rough(1, 2)),
        (0.66, Rough(2, 3)),
        (0.97, Rough(29, 30)),
        (1.0, Rough(49, 50, is_beyond=True)),
    ],
)
def test_odds_are_rounded_and_never_certain(odds, said):
    assert rough(odds) == said

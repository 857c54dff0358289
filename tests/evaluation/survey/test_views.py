import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core import clock
from app.evaluation.survey.models import Invitation, Survey, SurveyAnswer, SurveyReply
from app.evaluation.survey.queries.surveys import get_survey
from app.evaluation.survey.services import close_survey, make_survey, open_survey, token_of
from tests import make
from tests.evaluation.survey.conftest import Asked


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOON)


def link_of(session, guardian):
    found = session.scalars(select(Invitation).where(Invitation.account_id == guardian.id)).one()
    return f"/answer/{token_of(found.salt)}"


def ballot(asked: Asked, number, **values):
    club = asked.section.id
    said = {f"club_content-{club}": "5", "overall": "4"} | values
    return {"child": asked.pupils[number].id} | {f"q-{key}": one for key, one in said.items()}


def closed(asked, how_many=8):
    survey = asked.opened()
    for number in range(how_many):
        asked.answers(survey, number, commit=False, advice="志奕说门口等太久", forced="no")
    close_survey(asked.session, asked.school, survey, actor_id=asked.office.id, now=make.NOON)
    asked.session.commit()
    return survey.id


def test_one_link_asks_about_each_child_in_turn(session, client, asked):
    make.guardianship(session, asked.guardians[0], asked.pupils[1])
    asked.opened()
    link = link_of(session, asked.guardians[0])

    first = client.get(link)
    client.post(link, data=ballot(asked, 0))
    second = client.get(link)
    client.post(link, data=ballot(asked, 1))
    last = client.get(link)

    assert f'value="{asked.pupils[0].id}"' in first.text
    assert f'value="{asked.pupils[1].id}"' in second.text
    assert "data-ballots-done" in last.text
    assert len(session.scalars(select(SurveyAnswer)).all()) == 4
    assert first.headers["Cache-Control"] == "no-store"


def test_a_link_opens_no_other_child_and_no_ballot_twice(session, client, asked):
    asked.opened()
    link = link_of(session, asked.guardians[0])

    other = client.post(link, data=ballot(asked, 5))
    first, second = (client.post(link, data=ballot(asked, 0)) for _twice in range(2))

    assert (other.status_code, first.status_code, second.status_code) == (404, 303, 409)
    assert client.get("/answer/" + "0" * 32).status_code == 404


def test_what_was_tapped_stays_when_an_answer_is_missing(session, client, asked):
    asked.opened()
    client.sign_in(asked.guardians[0])

    answer = client.post("/survey", data=ballot(asked, 0, overall=""))

    assert answer.status_code == 422
    assert 'value="5" checked' in answer.text
    assert session.scalars(select(SurveyAnswer)).all() == []


def test_a_guardian_signed_in_needs_no_link(session, client, asked):
    asked.opened()
    client.sign_in(asked.guardians[0])

    answer = client.post("/survey", data=ballot(asked, 0))

    assert answer.location == "/survey"
    assert "data-ballots-done" in client.get("/survey").text


def test_without_a_survey_the_page_says_so(client, asked):
    client.sign_in(asked.guardians[0])

    assert client.get("/survey").status_code == 200
    assert client.post("/survey", data={}).status_code == 404


def test_the_office_makes_opens_reminds_and_closes(session, client, asked):
    client.sign_in(asked.office)

    made = client.post("/surveys/new", data={"keys": ["overall"], "closes_on": "2026-09-10"})
    again = client.post("/surveys/new", data={"keys": ["overall"], "closes_on": "2026-09-10"})
    base = made.location
    pages = [client.get(base).status_code, client.get(f"{base}/preview").status_code]
    acts = [client.post(f"{base}/{act}").status_code for act in ("open", "remind", "close", "open")]

    assert (made.status_code, again.status_code, pages) == (303, 422, [200, 200])
    assert acts == [303, 303, 303, 409]
    assert session.scalars(select(Survey.state)).one() == "closed"


def test_a_draft_is_thrown_away(session, client, asked):
    survey = asked.made()
    client.sign_in(asked.office)

    client.post(f"/surveys/{survey.id}/drop")

    assert session.scalars(select(Survey)).all() == []


def test_results_show_sizes_words_and_alarms(client, asked):
    survey_id = closed(asked)
    client.sign_in(asked.office)

    page = client.get(f"/surveys/{survey_id}/results").text

    assert "○○说门口等太久" in page
    assert "志奕" not in page
    assert 'class="dist"' in page


def test_results_of_four_are_not_shown(client, asked):
    survey_id = closed(asked, how_many=4)
    client.sign_in(asked.office)

    page = client.get(f"/surveys/{survey_id}/results").text

    assert 'class="dist"' not in page
    assert "门口等太久" not in page


def test_an_open_survey_has_no_results(client, asked):
    survey = asked.opened()
    client.sign_in(asked.office)

    answers = [client.get(f"/surveys/{survey.id}/results{end}") for end in ("", ".xlsx")]

    assert [one.location for one in answers] == [f"/surveys/{survey.id}"] * 2


def test_the_workbook_holds_what_is_shown(client, asked):
    survey_id = closed(asked)
    client.sign_in(asked.office)

    answer = client.get(f"/surveys/{survey_id}/results.xlsx")

    book = load_workbook(io.BytesIO(answer.data))
    clubs = list(book.worksheets[1].values)
    assert len(book.worksheets) == 3
    assert clubs[1][3:] == (8, 8)


def test_families_read_what_the_school_does(session, client, asked):
    survey_id = closed(asked)
    client.sign_in(asked.office)
    said = {"said": "接早了在门口干等", "done": "17:20 准时开南门"}

    client.post(f"/surveys/{survey_id}/replies", data=said)
    refused = client.post(f"/surveys/{survey_id}/replies", data={"said": "x", "done": " "})
    client.sign_in(asked.guardians[0])

    assert refused.status_code == 422
    assert "17:20 准时开南门" in client.get("/survey").text
    assert len(session.scalars(select(SurveyReply)).all()) == 1


def test_paper_has_a_code_for_each_guardian(session, client, asked):
    survey = asked.opened()
    client.sign_in(asked.office)

    page = client.get(f"/surveys/{survey.id}/links/{asked.homeroom.id}")

    assert page.text.count('class="qr"') == 30
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("how_many", [1, 3])
def test_pages_take_a_fixed_number_of_queries(session, client, asked, count_queries, how_many):
    survey_id = closed(asked, how_many=6)
    for number in range(how_many - 1):
        month = make.NOON.date().replace(month=number + 1, day=1)
        form_id = session.get(Survey, survey_id).form_id
        dates = {"month": month, "closes_on": month, "opened_on": month, "closed_on": month}
        row = {"school_id": asked.school.id, "form_id": form_id, "state": "closed"}
        session.add(Survey(**row, **dates))
        session.add(SurveyReply(school_id=asked.school.id, survey_id=survey_id, said="a", done="b"))
    session.commit()
    client.sign_in(asked.office)
    counts = {}
    for path in ("/surveys", f"/surveys/{survey_id}/results", f"/surveys/{survey_id}"):
        client.get(path)
        count_queries.clear()
        client.get(path)
        counts[path.replace(str(survey_id), "N")] = len(count_queries)

    assert counts == QUERIES


QUERIES = {"/surveys": 3, "/surveys/N/results": 7, "/surveys/N": 4}


def test_home_shows_the_survey_until_every_child_is_answered_for(client, asked):
    before = closed(asked)
    client.sign_in(asked.office)
    client.post(f"/surveys/{before}/replies", data={"said": "接早了干等", "done": "准时开南门"})
    october = make.NOON.replace(month=10)
    facts = {"actor_id": asked.office.id, "now": october}
    days = {"closes_on": october.date()}
    made = make_survey(asked.session, asked.school, {"overall"}, **days, **facts)
    survey = get_survey(asked.session, asked.school.id, made.id)
    open_survey(asked.session, asked.school, survey, **facts)
    asked.session.commit()
    client.sign_in(asked.guardians[0])

    first = client.get("/").text
    client.post("/survey", data=ballot(asked, 0))
    after = client.get("/").text

    assert 'id="survey"' in first
    assert "准时开南门" in first
    assert 'id="survey"' not in after

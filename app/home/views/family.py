"""The family's start page: the child, what waits, the clubs of the week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template

from app.accounts.models import Student
from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.courses.models import Section
from app.enrollment.queries.changes import trial_week
from app.enrollment.queries.offers import open_choices
from app.enrollment.queries.places import places_of
from app.enrollment.queries.repairs import questions
from app.evaluation.survey.queries.surveys import last_replies, poll_to_answer, survey_to_answer
from app.home.queries import clubs as queries
from app.home.views.blueprint import Choices
from app.home.wording import day_text, moment_text
from app.lottery.models import ChoiceList, ChoiceRound, RoundState
from app.lottery.queries import choosing
from app.lottery.queries import rounds as round_queries
from app.messages.queries import inbox
from app.schools.models import Term
from app.schools.queries import current_term
from app.timetable.models import Meeting
from app.timetable.queries.meetings import meetings_of_sections

NEWEST_MESSAGES = 3
TWO_WEEKS = timedelta(days=13)


@dataclass(frozen=True)
class Waiting:
    """What the family can do about a round, and where it stands for this child."""

    choice_round: ChoiceRound
    state: RoundState
    choice_list: ChoiceList | None
    opens: str
    closes: str

    @property
    def is_due(self) -> bool:
        """Whether the family still has to act, so that it stands first."""
        if self.state is not RoundState.OPEN:
            return False
        mine = self.choice_list
        return mine is None or mine.handed_in_at is None or mine.is_changed


def page(pages: Choices) -> str:
    """Show the child's week."""
    me, now = viewer(), clock.now()
    today = me.school.today(now)
    term = current_term(db.session(), me.school_id, today)
    child, mine = current_child() if children() else None, [one.id for one in children()]
    held = places_of(db.session(), me.school_id, term.id, [child.id]) if term and child else []
    messages = inbox(db.session(), me.school_id, me.account_id)[:NEWEST_MESSAGES]
    poll = poll_to_answer(db.session(), me.school_id, child.id, today=today) if child else None
    asked = survey_to_answer(db.session(), me.school_id, me.account_id, today=today)
    return render_template(
        "home/family.html",
        pages=pages,
        day=day_text(today),
        child=child,
        children=children(),
        week=queries.week([place.section for place in held]),
        coming=_coming([place.section for place in held], today),
        places={place.section_id: place.id for place in held},
        trial=trial_week(db.session(), me.school_id, term.id) if term and held else None,
        date=today,
        begins_on=None if me.school.has_begun(today) else me.school.starts_on,
        today=today.isoweekday() if me.school.has_begun(today) else 0,
        waiting=_waiting(term, child, now) if term and child else None,
        messages=messages,
        survey=asked,
        poll=poll,
        replies=last_replies(db.session(), me.school_id) if asked else [],
        offers=open_choices(db.session(), me.school_id, mine, now),
        questions=questions(db.session(), me.school_id, mine, now),
    )


def _coming(sections: Sequence[Section], today: date) -> Sequence[Meeting]:
    """List the meetings of a child's clubs in the next two weeks, cancelled ones too."""
    ids = [section.id for section in sections]
    last = today + TWO_WEEKS
    return meetings_of_sections(db.session(), viewer().school_id, ids, today, last)


def _waiting(term: Term, child: Student, now: datetime) -> Waiting | None:
    announced = round_queries.rounds_for_families(db.session(), term.school_id, term.id)
    if not announced:
        return None
    school, newest = viewer().school, announced[0]
    lists = choosing.lists_in_round(db.session(), school.id, newest.id, [child.id])
    return Waiting(
        choice_round=newest,
        state=newest.state(now),
        choice_list=lists.by_student.get(child.id),
        opens=moment_text(newest.opens_at, school),
        closes=moment_text(newest.closes_at, school),
    )

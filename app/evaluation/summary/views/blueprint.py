"""The blueprint that the pages of the summary share, its words and what each page loads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import Role
from app.courses.models import Section
from app.evaluation.summary import labels
from app.evaluation.summary.advice import Advice, Reason
from app.evaluation.summary.closing import Theme, Verdict
from app.evaluation.summary.five import Education
from app.evaluation.summary.models import Answer, ScoreWeights, SectionDecision
from app.evaluation.summary.policy import may_decide, sees_all
from app.evaluation.summary.queries.decisions import newest_decisions
from app.evaluation.summary.score import STEADY, Part
from app.evaluation.summary.services import summary_of
from app.evaluation.summary.summing import Summed
from app.schools import queries as schools
from app.schools.models import Term
from app.web import translation

bp = Blueprint("summary", __name__, url_prefix="/summary")


@dataclass(frozen=True)
class Whole:
    """A term's summary: every section, and what was decided."""

    term: Term
    weights: ScoreWeights
    sections: list[Summed]
    decisions: Mapping[int, SectionDecision]

    def own(self, account_id: int) -> list[Summed]:
        """List the sections somebody teaches."""
        return [one for one in self.sections if account_id in teachers_of(one.section)]

    def of(self, section_id: int) -> Summed:
        """Give one section.

        Raises:
            NotFound: it is not published in this term.
        """
        found = next((one for one in self.sections if one.section.id == section_id), None)
        if found is None:
            raise NotFound
        return found


def teachers_of(section: Section) -> frozenset[int]:
    """Name the accounts of those who teach a loaded section."""
    return frozenset(teacher.account_id for teacher in section.teachers)


def chosen_term() -> Term:
    """Load the term that the address names, else the present or the last one.

    Raises:
        NotFound: the school has no such term.
    """
    me, session = viewer(), db.session()
    asked = request.args.get("term", type=int)
    if asked is not None:
        return schools.get_term(session, me.school_id, asked)
    today = me.school.today(clock.now())
    begun = (one for one in schools.terms(session, me.school_id) if one.starts_on <= today)
    found = next(begun, None)  # the newest first
    return found or schools.get_current_term(session, me.school_id, today)


def whole_of(term: Term) -> Whole:
    """Load the summary of a term as it stands today."""
    me, session = viewer(), db.session()
    today = me.school.today(clock.now())
    weights, sections = summary_of(session, me.school, term, today=today)
    ids = [one.section.id for one in sections]
    return Whole(term, weights, sections, newest_decisions(session, me.school_id, ids))


def part_name(part: Part) -> str:
    """Name a part of the score."""
    return str(gettext(labels.PARTS[part]))


def measure_name(part: Part) -> str:
    """Say how a part is measured."""
    return str(gettext(labels.MEASURES[part]))


def sample_text(part: Part, number: int) -> str:
    """Say how large the sample of a part is."""
    return str(gettext(labels.SAMPLES[part], number=number))


def advice_name(advice: Advice) -> str:
    """Name a suggestion."""
    return str(gettext(labels.ADVICE[advice]))


def reason_text(reason: Reason) -> str:
    """Say in one sentence why something is suggested."""
    return str(gettext(labels.REASONS[reason.advice], **reason.facts))


def answer_name(answer: Answer) -> str:
    """Say what was made of a suggestion."""
    return str(gettext(labels.ANSWERS[answer]))


def education_name(education: Education) -> str:
    """Name one of the five educations."""
    return str(gettext(labels.EDUCATIONS[education]))


def verdict_name(verdict: Verdict) -> str:
    """Say whether parents noticed."""
    return str(gettext(labels.VERDICTS[verdict]))


def theme_name(theme: Theme) -> str:
    """Name a theme in the reader's language."""
    if translation.current() == "en" and theme.name_en:
        return theme.name_en
    return theme.name or str(gettext("promised or written by hand"))


@bp.context_processor
def words() -> dict[str, Any]:
    """Give the words of the summary to its pages."""
    me = viewer()
    return {
        "part_name": part_name,
        "measure_name": measure_name,
        "sample_text": sample_text,
        "advice_name": advice_name,
        "advice_tone": labels.TONES.__getitem__,
        "advice_rules": [(one, gettext(rule)) for one, rule in labels.RULES.items()],
        "reason_text": reason_text,
        "answer_name": answer_name,
        "education_name": education_name,
        "verdict_name": verdict_name,
        "verdict_tone": labels.VERDICT_TONES.__getitem__,
        "theme_name": theme_name,
        "all_parts": list(Part),
        "steady": STEADY,
        "sees_all": sees_all(me.roles),
        "is_office": Role.SCHOOL_ADMIN in me.roles,
        "may_decide": may_decide(me.roles),
    }

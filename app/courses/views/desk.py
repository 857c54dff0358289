"""The term's clubs as teachers and administrators work on them."""

from collections import Counter
from collections.abc import Sequence

from flask import render_template, request

from app.accounts.viewer import viewer
from app.core.db import db
from app.core.pinyin import LONGEST_SEARCH
from app.courses import names, policy
from app.courses.models import Section, SectionState
from app.courses.policy import DESK
from app.courses.queries import sections as queries
from app.courses.views.blueprint import bp, chosen_term, coming_terms
from app.courses.views.copying import source_of
from app.courses.wanted import is_section_found
from app.schools.models import Term
from app.web.access import allow

# What waits for somebody stands first.
ORDER = (
    SectionState.PROPOSED,
    SectionState.RETURNED,
    SectionState.DRAFT,
    SectionState.PUBLISHED,
    SectionState.WITHDRAWN,
    SectionState.CANCELLED,
)


@bp.get("/courses")
@allow(*DESK)
def index() -> str:
    """List the term's clubs: all of them for administrators, their own for teachers."""
    me = viewer()
    term = chosen_term(me.school)
    everything = _sections(term)
    search = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    state = _state()
    may_review = policy.may_review(me.roles)
    return render_template(
        "courses/desk.html",
        term=term,
        terms=coming_terms(me.school, term),
        sections=[
            section
            for section in everything
            if state in {None, section.state} and is_section_found(section, search)
        ],
        whole=len(everything),
        counts=Counter(section.state for section in everything),
        states=list(names.STATES),
        state=state,
        search=search,
        kept={name: request.args.get(name, "") for name in ("q", "state", "term")},
        may_review=may_review,
        source=source_of(term) if may_review else None,
    )


def _sections(term: Term) -> Sequence[Section]:
    me = viewer()
    if policy.may_review(me.roles):
        listed = queries.sections(db.session(), term.school_id, term.id)
    else:
        listed = queries.sections_of_teacher(db.session(), term.school_id, term.id, me.account_id)
    return sorted(listed, key=lambda section: ORDER.index(section.state))


def _state() -> SectionState | None:
    wanted = request.args.get("state", "")
    return SectionState(wanted) if wanted in set(SectionState) else None

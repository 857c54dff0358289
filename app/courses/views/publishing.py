"""Publishing all clubs that are ready, after a look at which are and which are not."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext, ngettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.courses import policy, services
from app.courses.forms.review import PublishForm
from app.courses.models import Section, SectionState
from app.courses.queries import sections as queries
from app.courses.queries.teachers import administrators
from app.courses.views.blueprint import bp, chosen_term, signature
from app.schools.models import Term
from app.web.access import allow
from app.web.fragments import to

WAITING = (SectionState.PROPOSED, SectionState.DRAFT)


@bp.get("/courses/publish")
@allow(Role.SCHOOL_ADMIN)
def publishing() -> Response:
    """Show which clubs are ready for families, and what keeps the others."""
    return _page(PublishForm(None))


@bp.post("/courses/publish")
@allow(Role.SCHOOL_ADMIN)
def publish_ready() -> Response:
    """Publish those that were ticked, as far as they are still ready."""
    form, term = PublishForm(), chosen_term(viewer().school)
    if form.validate() and form.section_ids.data:
        chosen = [one for one in candidates(term) if one.id in form.section_ids.data]
        outcome = services.publish_several(db.session(), chosen, **signature())
        count = len(outcome.published)
        flash(ngettext("%(num)d club is published.", "%(num)d clubs are published.", count))
        if outcome.refused:
            return to(url_for(".publishing", term=term.id))
        return to(url_for(".index", state=SectionState.PUBLISHED.value, term=term.id))
    form.form_errors.append(gettext("Tick at least one club."))
    return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(form: PublishForm, status: int = HTTPStatus.OK) -> Response:
    term = chosen_term(viewer().school)
    waiting = candidates(term)
    outcome = services.what_can_be_published(db.session(), waiting, now=clock.now())
    page = render_template(
        "courses/publish.html",
        form=form,
        term=term,
        ready=outcome.published,
        refused=outcome.refused,
        lacking=services.without_texts(waiting),
        is_sent=request.method == "POST",
    )
    return make_response(page, status)


def candidates(term: Term) -> Sequence[Section]:
    """List what was handed in for review, and what administrators have drafted."""
    today = viewer().school.today(clock.now())
    reviewers = administrators(db.session(), term.school_id, on=today)
    listed = queries.sections(db.session(), term.school_id, term.id, states=WAITING)
    return [one for one in listed if policy.waits_for_review(one, reviewers)]

"""Last term's clubs as drafts of the next: shown first, then copied."""

from flask import Response, flash, render_template, url_for
from flask_babel import gettext, ngettext

from app.accounts.viewer import viewer
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import Role
from app.courses import services
from app.courses.models import SectionState
from app.courses.queries import sections as queries
from app.courses.views.blueprint import bp, chosen_term, signature
from app.schools import queries as schools
from app.schools.models import Term
from app.web.access import allow
from app.web.fragments import to


@bp.get("/courses/copy")
@allow(Role.SCHOOL_ADMIN)
def copying() -> str:
    """Show what copying would draft, and what it would leave out."""
    term = chosen_term(viewer().school)
    source = source_of(term)
    copies = services.copies_of(db.session(), source, term) if source is not None else []
    return render_template(
        "courses/copy.html",
        term=term,
        source=source,
        copies=copies,
        fresh=sum(not copy.is_there for copy in copies),
    )


@bp.post("/courses/copy")
@allow(Role.SCHOOL_ADMIN)
def copy() -> Response:
    """Draft last term's clubs; those that are there already stay as they are."""
    term = chosen_term(viewer().school)
    source = source_of(term)
    if source is None:
        raise NotFound
    copied = services.copy_from_term(db.session(), source, term, **signature())
    sentence = ngettext("%(num)d draft is made.", "%(num)d drafts are made.", len(copied.drafted))
    flash(sentence)
    if copied.without_teacher:
        titles = (section.course.title for section in copied.without_teacher)
        listed = gettext(", ").join(titles)
        flash(gettext("The teacher has left: %(titles)s.", titles=listed), "warn")
    return to(url_for(".index", state=SectionState.DRAFT.value, term=term.id))


def source_of(term: Term) -> Term | None:
    """Find the last term before this one that has published clubs."""
    with_clubs = queries.terms_with_clubs(db.session(), term.school_id)
    earlier = schools.terms(db.session(), term.school_id)
    return next(
        (one for one in earlier if one.starts_on < term.starts_on and one.id in with_clubs), None
    )

"""The leaders' pages of complaints; each look at one is recorded."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import get_account
from app.accounts.queries.staff import StaffFilter, staff
from app.accounts.viewer import viewer
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import Role
from app.evaluation.voices import services
from app.evaluation.voices.forms import OutcomeForm, ReaderForm
from app.evaluation.voices.models import Complaint
from app.evaluation.voices.policy import LEADERS
from app.evaluation.voices.queries import complaints as queries
from app.evaluation.voices.views.blueprint import bp, signature
from app.web.access import allow
from app.web.forms import options
from app.web.fragments import to


@bp.get("/complaints")
@allow(*LEADERS)
def complaint_list() -> Response:
    """List the complaints the viewer reads, without their texts."""
    me, session = viewer(), db.session()
    page = render_template(
        "evaluation/voices/complaints.html",
        listed=queries.complaints_for(session, me.school_id, me.account_id),
        readers=queries.named_readers(session, me.school_id),
        may_name=Role.SCHOOL_ADMIN in me.roles,
    )
    return _private(page)


@bp.get("/complaints/<int:complaint_id>")
@allow(*LEADERS, records=True)
def complaint(complaint_id: int) -> Response:
    """Show a complaint to one of its readers, and record the look."""
    row = _mine(complaint_id)
    services.look_at(db.session(), row, **signature())
    return _private(_page(row, OutcomeForm(None)))


@bp.post("/complaints/<int:complaint_id>/acknowledge")
@allow(*LEADERS)
def acknowledge(complaint_id: int) -> Response:
    """Tell the sender that it was received."""
    services.acknowledge(db.session(), _mine(complaint_id, for_update=True), **signature())
    flash(gettext("The sender was told that it was received."))
    return to(url_for(".complaint", complaint_id=complaint_id))


@bp.post("/complaints/<int:complaint_id>/close")
@allow(*LEADERS)
def close(complaint_id: int) -> Response | tuple[str, int]:
    """Close a complaint with its outcome."""
    row, form = _mine(complaint_id, for_update=True), OutcomeForm(request.form)
    if form.validate():
        try:
            services.close(db.session(), row, form.outcome.data or "", **signature())
            flash(gettext("Closed. The sender reads the outcome."))
            return to(url_for(".complaint", complaint_id=complaint_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(row, form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/complaints/readers")
@allow(Role.SCHOOL_ADMIN)
def readers() -> str:
    """Show the leaders who are named to read complaints."""
    return _readers_page(_reader_form())


@bp.post("/complaints/readers")
@allow(Role.SCHOOL_ADMIN)
def name_reader() -> Response | tuple[str, int]:
    """Name a leader."""
    me, form = viewer(), _reader_form()
    if form.validate():
        account = get_account(db.session(), me.school_id, int(form.account_id.data))
        services.name_reader(db.session(), me.school_id, account, **signature())
        return to(url_for(".readers"))
    return _readers_page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/complaints/readers/<int:complaint_reader_id>/remove")
@allow(Role.SCHOOL_ADMIN)
def unname_reader(complaint_reader_id: int) -> Response:
    """Let a leader read no complaints any more."""
    named = queries.named_readers(db.session(), viewer().school_id)
    row = next((one for one in named if one.id == complaint_reader_id), None)
    if row is None:
        raise NotFound
    services.unname_reader(db.session(), row, **signature())
    return to(url_for(".readers"))


def _mine(complaint_id: int, *, for_update: bool = False) -> Complaint:
    me = viewer()
    return queries.complaint_for(
        db.session(), me.school_id, complaint_id, me.account_id, for_update=for_update
    )


def _private(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(row: Complaint, form: OutcomeForm) -> str:
    session, school_id = db.session(), viewer().school_id
    looks = queries.looks_at(session, row)
    actors = {one.actor_id for one in looks if one.actor_id is not None}
    actors |= queries.readers_of(session, school_id, row.about_id)
    return render_template(
        "evaluation/voices/complaint.html",
        complaint=row,
        looks=looks,
        names=queries.names_of(session, school_id, actors),
        readers=queries.readers_of(session, school_id, row.about_id),
        form=form,
        look=queries.LOOK,
    )


def _reader_form() -> ReaderForm:
    form = ReaderForm(request.form if request.method == "POST" else None)
    people = staff(db.session(), viewer().school_id, StaffFilter())
    form.account_id.choices = options(
        (one.id, one.name)
        for one in people
        if not {grant.role for grant in one.grants}.isdisjoint(LEADERS)
    )
    return form


def _readers_page(form: ReaderForm) -> str:
    named = queries.named_readers(db.session(), viewer().school_id)
    return render_template("evaluation/voices/readers.html", form=form, named=named)

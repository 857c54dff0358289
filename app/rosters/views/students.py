"""Pages of imports of students: choose a list, see what it would change, confirm, undo."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.rosters import queries, services
from app.rosters.blanks import STUDENTS
from app.rosters.difference import PARTS, Difference
from app.rosters.forms import ApplyForm
from app.rosters.lines import lines
from app.rosters.models import ImportState, ListKind, RosterImport
from app.rosters.services.drafts import issues_of, needs_numbers
from app.rosters.views.blueprint import bp
from app.sheets import XLSX, blank
from app.sheets.limits import FILE_BYTES
from app.web.access import allow
from app.web.downloads import download
from app.web.forms import Form
from app.web.fragments import to
from app.web.import_words import state_title
from app.web.paging import PageOf, wanted_page
from app.web.upload_forms import UploadForm
from app.web.uploads import takes_file

MOST_ISSUES_SHOWN = 200


@bp.get("/students/import")
@allow(Role.SCHOOL_ADMIN)
def start() -> Response:
    """Ask for a list; the last import can be undone here."""
    return _start_page(UploadForm(None))


@bp.post("/students/import")
@allow(Role.SCHOOL_ADMIN)
@takes_file(FILE_BYTES)
def read() -> Response:
    """Read a list and show what it would change."""
    form, me = UploadForm(), viewer()
    if form.validate():
        upload = form.file.data
        try:
            kept = services.keep_list(
                db.session(),
                me.school,
                upload.read(),
                upload.filename or "",
                account_id=me.account_id,
                now=clock.now(),
            )
            return to(_url(kept))
        except Invalid as refusal:
            form.refuse(refusal)
    return _start_page(form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.get("/students/import/template")
@allow(Role.SCHOOL_ADMIN)
def template() -> Response:
    """Download an empty list with its headings."""
    return download(blank("学生名册", STUDENTS), "students.xlsx", XLSX)


@bp.get("/students/imports/<int:roster_import_id>")
@allow(Role.SCHOOL_ADMIN)
def preview(roster_import_id: int) -> Response:
    """Show the problems of a list, and what it would change."""
    kept = _load(roster_import_id)
    if kept.state is not ImportState.READ:
        return to(url_for(".start"))
    return _preview_page(kept, ApplyForm(None))


@bp.post("/students/imports/<int:roster_import_id>/numbers")
@allow(Role.SCHOOL_ADMIN)
def make_numbers(roster_import_id: int) -> Response:
    """Give numbers to the students of a list that has none."""
    kept = _load(roster_import_id)
    services.make_numbers(db.session(), kept, today=viewer().school.today(clock.now()))
    return to(_url(kept))


@bp.post("/students/imports/<int:roster_import_id>/apply")
@allow(Role.SCHOOL_ADMIN)
def confirm(roster_import_id: int) -> Response:
    """Apply a list wholly."""
    kept, form, me = _load(roster_import_id), ApplyForm(), viewer()
    if form.validate():
        try:
            services.apply_list(
                db.session(),
                me.school,
                kept,
                mark=str(form.mark.data),
                with_leavers=bool(form.with_leavers.data),
                account_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The list is imported. Sign-in cards for new students can be printed now."))
            return to(url_for(".start"))
    return _preview_page(kept, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/students/imports/<int:roster_import_id>/drop")
@allow(Role.SCHOOL_ADMIN)
def drop(roster_import_id: int) -> Response:
    """Put a list aside."""
    services.drop_list(db.session(), _load(roster_import_id))
    return to(url_for(".start"))


@bp.post("/students/imports/<int:roster_import_id>/undo")
@allow(Role.SCHOOL_ADMIN)
def undo(roster_import_id: int) -> Response:
    """Undo the last import as a whole."""
    services.undo_import(
        db.session(), _load(roster_import_id), account_id=viewer().account_id, now=clock.now()
    )
    flash(_("The import is undone. Everything is as it was before."))
    return to(url_for(".start"))


def _load(roster_import_id: int) -> RosterImport:
    return queries.get_import(db.session(), viewer().school_id, roster_import_id, ListKind.STUDENTS)


def _url(kept: RosterImport) -> str:
    return str(url_for(".preview", roster_import_id=kept.id))


def _start_page(form: Form, status: int = HTTPStatus.OK) -> Response:
    session, me = db.session(), viewer()
    last = queries.last_applied(session, me.school_id, ListKind.STUDENTS)
    page = render_template(
        "rosters/start.html",
        form=form,
        waiting=queries.waiting(session, me.school_id, ListKind.STUDENTS),
        last=last,
        last_counts=_said(last.counts) if last else [],
        may_undo=last is not None and services.may_undo(session, last),
    )
    return make_response(page, status)


def _said(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(_(label), counts[part]) for part, label in PARTS.items() if counts.get(part)]


def _preview_page(kept: RosterImport, form: ApplyForm, status: int = HTTPStatus.OK) -> Response:
    shown, issues = services.preview(db.session(), kept), issues_of(kept)
    form.mark.data = shown.mark
    part, number = request.args.get("part", ""), wanted_page()
    changes = list(lines(shown))
    listed = [line for line in changes if part in {"", line.part}]
    held_back = sum(issue.is_held_back for issue in issues)
    has_news = bool(not shown.is_empty or shown.in_groups or needs_numbers(kept))
    page = render_template(
        "rosters/preview.html",
        form=form,
        kept=kept,
        shown=shown,
        title=_title(shown, held_back, has_news=has_news),
        has_news=has_news,
        parts={name: _(label) for name, label in PARTS.items()},
        part=part,
        listed=PageOf(listed, number, url_for(".preview", roster_import_id=kept.id, part=part)),
        touched=len({line.student_no for line in changes if line.part != "gone"}),
        issues=[(issue, _(issue.sentence, **issue.facts)) for issue in issues[:MOST_ISSUES_SHOWN]],
        more_issues=max(len(issues) - MOST_ISSUES_SHOWN, 0),
        held_back=held_back,
        needs_numbers=needs_numbers(kept),
    )
    return make_response(page, status)


def _title(shown: Difference, held_back: int, *, has_news: bool) -> str:
    """Say how the list stands; whether its groups are stored already, nobody learns (promise 2)."""
    if shown.is_empty and shown.in_groups and not held_back:
        return str(
            _("Apart from priority groups, the school knows everything in this list already")
        )
    return state_title(held_back, has_news=has_news)

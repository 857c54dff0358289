"""Pages of catalogue imports: choose a file, see what it would change, confirm, undo."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.courses import lines, names, services
from app.courses.blanks import CLUBS
from app.courses.import_forms import CatalogueForm
from app.courses.models import Admission, CatalogueImport, Domain, EKind
from app.courses.queries import imports as queries
from app.courses.reading.catalogue import read_catalogue
from app.courses.reading.rows import ClubRow, Issue
from app.courses.views.blueprint import bp, grades_text, signature, times_written, yuan_text
from app.schools import queries as schools
from app.schools.errors import NoTerm
from app.sheets import XLSX, blank
from app.sheets.limits import FILE_BYTES
from app.web.access import allow
from app.web.downloads import download
from app.web.fragments import to
from app.web.import_words import state_title
from app.web.paging import PageOf, wanted_page
from app.web.translation import filled
from app.web.upload_forms import ConfirmForm
from app.web.uploads import takes_file

MADE = {
    "sections": lines.PARTS["added"],
    "before": lines.PARTS["changed"],
    "rooms": lines.NEW_ROOMS,
    "accounts": lines.NEW_TEACHERS,
}


@bp.get("/courses/import")
@allow(Role.SCHOOL_ADMIN)
def import_start() -> Response:
    """Ask for a file with clubs; the last import can be undone here."""
    return _start_page(_form(None))


@bp.post("/courses/import")
@allow(Role.SCHOOL_ADMIN)
@takes_file(FILE_BYTES)
def import_read() -> Response:
    """Read a file and show what it would change."""
    form, me = _form(), viewer()
    if form.validate():
        upload = form.file.data
        try:
            kept = services.keep_reading(
                db.session(),
                schools.get_term(db.session(), me.school_id, form.term.data),
                read_catalogue(upload.read()),
                filename=upload.filename or "",
                **signature(),
            )
            return to(_url(kept))
        except Invalid as refusal:
            form.refuse(refusal)
    return _start_page(form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.get("/courses/import/template")
@allow(Role.SCHOOL_ADMIN)
def import_template() -> Response:
    """Download an empty list of clubs with its headings."""
    return download(blank("社团清单", CLUBS), "clubs.xlsx", XLSX)


@bp.get("/courses/imports/<int:catalogue_import_id>")
@allow(Role.SCHOOL_ADMIN)
def import_preview(catalogue_import_id: int) -> Response:
    """Show the problems of a file, and what it would change."""
    kept = _load(catalogue_import_id)
    if kept.applied_at is not None:
        return to(url_for(".import_start"))
    return _preview_page(kept, ConfirmForm(None))


@bp.post("/courses/imports/<int:catalogue_import_id>/apply")
@allow(Role.SCHOOL_ADMIN)
def import_confirm(catalogue_import_id: int) -> Response:
    """Import a file wholly."""
    kept, form = _load(catalogue_import_id), ConfirmForm()
    if form.validate():
        try:
            services.apply_import(db.session(), kept, mark=str(form.mark.data), **signature())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The list is imported. New clubs are drafts until they are published."))
            return to(url_for(".import_start"))
    return _preview_page(kept, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/courses/imports/<int:catalogue_import_id>/drop")
@allow(Role.SCHOOL_ADMIN)
def import_cancel(catalogue_import_id: int) -> Response:
    """Put a file aside."""
    services.drop_import(db.session(), _load(catalogue_import_id))
    return to(url_for(".import_start"))


@bp.post("/courses/imports/<int:catalogue_import_id>/undo")
@allow(Role.SCHOOL_ADMIN)
def import_undo(catalogue_import_id: int) -> Response:
    """Undo the last import as a whole."""
    services.undo_import(db.session(), _load(catalogue_import_id), **signature())
    flash(_("The import is undone. Everything is as it was before."))
    return to(url_for(".import_start"))


def _load(catalogue_import_id: int) -> CatalogueImport:
    return queries.get_import(db.session(), viewer().school_id, catalogue_import_id)


def _url(kept: CatalogueImport) -> str:
    return str(url_for(".import_preview", catalogue_import_id=kept.id))


def _form(*sent: None) -> CatalogueForm:
    """Make the form with the terms that have not ended, the present one first."""
    me = viewer()
    today = me.school.today(clock.now())
    listed = schools.terms(db.session(), me.school_id)
    present = schools.term_of(listed, today)
    if present is None:
        raise NoTerm
    form = CatalogueForm(*sent)
    form.offer([present, *(one for one in listed if one.starts_on > present.ends_on)])
    return form


def _start_page(form: CatalogueForm, status: int = HTTPStatus.OK) -> Response:
    session, me = db.session(), viewer()
    last = queries.newest_applied(session, me.school_id)
    page = render_template(
        "courses/import.html",
        form=form,
        waiting=queries.waiting(session, me.school_id),
        last=last,
        last_counts=_made(last) if last else [],
        may_undo=last is not None and services.may_undo(session, last),
    )
    return make_response(page, status)


def _made(last: CatalogueImport) -> list[tuple[str, int]]:
    """Say how much of what an import made."""
    return [(_(label), len(last.made[made])) for made, label in MADE.items() if last.made[made]]


def _preview_page(
    kept: CatalogueImport, form: ConfirmForm, status: int = HTTPStatus.OK
) -> Response:
    term = schools.get_term(db.session(), kept.school_id, kept.term_id)
    plan = services.plan(db.session(), term, services.rows_of(kept))
    issues = sorted([*services.issues_of(kept), *plan.issues], key=_place)
    held_back = len({_place(issue)[1:] for issue in issues if issue.is_held_back})
    part, number = request.args.get("part", ""), wanted_page()
    form.mark.data = plan.mark
    page = render_template(
        "courses/import_preview.html",
        form=form,
        kept=kept,
        term=term,
        plan=plan,
        title=state_title(held_back, has_news=bool(plan.planned)),
        counts=lines.counts(plan),
        parts={name: _(label) for name, label in lines.PARTS.items()},
        fields={name: _(label) for name, label in lines.FIELDS.items()},
        said=_said,
        about=_about,
        part=part,
        listed=PageOf(
            lines.lines(plan, part),
            number,
            url_for(".import_preview", catalogue_import_id=kept.id, part=part),
        ),
        issues=[(issue, filled(issue.sentence, issue.facts)) for issue in issues],
        held_back=held_back,
    )
    return make_response(page, status)


def _place(issue: Issue) -> tuple[bool, str, int]:
    """Sort what is held back first, then by place."""
    return (not issue.is_held_back, issue.sheet, issue.row)


def _said(name: str, value: str) -> str:
    """Say a stored or written value of a field as people do."""
    how = SAYING.get(name)
    return how(value) if how is not None and value else value


def _kind(value: str) -> str:
    if value in set(Domain):
        return str(_(names.DOMAINS[Domain(value)]))
    return str(_(names.E_KINDS[EKind(value)]))


def _about(row: ClubRow) -> str:
    """Say in one line when, where and for whom a club is."""
    hours = ", ".join(
        f"{at.weekday} " + (f"{at.starts_at}–{at.ends_at}" if at.starts_at else f"#{at.period}")
        for at in row.times
    )
    size = str(row.seats) if row.min_size is None else f"{row.min_size}–{row.seats}"
    seats = _("%(size)s children", size=size)
    parts = [times_written(hours), row.room, grades_text(row.grade_from, row.grade_to), seats]
    return " · ".join(part for part in parts if part)


SAYING: Mapping[str, Callable[[str], str]] = {
    "domain": _kind,
    "admission": lambda value: str(_(names.ADMISSIONS[Admission(value)])),
    "fee_fen": lambda value: str(_("%(yuan)s yuan", yuan=yuan_text(int(value)))),
    "times": times_written,
}

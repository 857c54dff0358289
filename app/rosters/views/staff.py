"""Pages of imports of staff: choose a list, see what it would change, confirm, undo."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import labels
from app.accounts.models import ExternalKind
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.rosters import queries, services
from app.rosters.blanks import STAFF
from app.rosters.models import ImportState, ListKind, RosterImport
from app.rosters.reading.staff_rows import StaffRow
from app.rosters.services.drafts import issues_of
from app.rosters.staff_difference import (
    FIELDS,
    PARTS,
    homerooms_text,
    roles_text,
    wanted_roles,
)
from app.rosters.staff_lines import staff_lines
from app.rosters.views.blueprint import bp
from app.sheets import XLSX, blank
from app.sheets.limits import FILE_BYTES
from app.web.access import allow
from app.web.downloads import download
from app.web.forms import Form
from app.web.fragments import to
from app.web.import_words import state_title
from app.web.paging import PageOf, wanted_page
from app.web.upload_forms import ConfirmForm, UploadForm
from app.web.uploads import takes_file

MOST_ISSUES_SHOWN = 200
WRITTEN = ("added", "changed", "returned")


@bp.get("/staff/import")
@allow(Role.SCHOOL_ADMIN)
def staff_start() -> Response:
    """Ask for a list of staff; the last import can be undone here."""
    return _start_page(UploadForm(None))


@bp.post("/staff/import")
@allow(Role.SCHOOL_ADMIN)
@takes_file(FILE_BYTES)
def staff_read() -> Response:
    """Read a list and show what it would change."""
    form, me = UploadForm(), viewer()
    if form.validate():
        upload = form.file.data
        try:
            kept = services.keep_staff_list(
                db.session(),
                me.school,
                upload.read(),
                upload.filename or "",
                account_id=me.account_id,
                now=clock.now(),
            )
            return to(url_for(".staff_preview", roster_import_id=kept.id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _start_page(form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.get("/staff/import/template")
@allow(Role.SCHOOL_ADMIN)
def staff_template() -> Response:
    """Download an empty list of staff with its headings."""
    return download(blank("教职工名单", STAFF), "staff.xlsx", XLSX)


@bp.get("/staff/imports/<int:roster_import_id>")
@allow(Role.SCHOOL_ADMIN)
def staff_preview(roster_import_id: int) -> Response:
    """Show the problems of a list, and what it would change."""
    kept = _load(roster_import_id)
    if kept.state is not ImportState.READ:
        return to(url_for(".staff_start"))
    return _preview_page(kept, ConfirmForm(None))


@bp.post("/staff/imports/<int:roster_import_id>/apply")
@allow(Role.SCHOOL_ADMIN)
def staff_confirm(roster_import_id: int) -> Response:
    """Apply a list wholly."""
    kept, form, me = _load(roster_import_id), ConfirmForm(), viewer()
    if form.validate():
        try:
            services.apply_staff_list(
                db.session(),
                me.school,
                kept,
                mark=str(form.mark.data),
                account_id=me.account_id,
                now=clock.now(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The list is imported. Sign-in cards for new people can be printed now."))
            return to(url_for(".staff_start"))
    return _preview_page(kept, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/staff/imports/<int:roster_import_id>/drop")
@allow(Role.SCHOOL_ADMIN)
def staff_drop(roster_import_id: int) -> Response:
    """Put a list aside."""
    services.drop_list(db.session(), _load(roster_import_id))
    return to(url_for(".staff_start"))


@bp.post("/staff/imports/<int:roster_import_id>/undo")
@allow(Role.SCHOOL_ADMIN)
def staff_undo(roster_import_id: int) -> Response:
    """Undo the last import as a whole."""
    services.undo_staff_list(
        db.session(), _load(roster_import_id), account_id=viewer().account_id, now=clock.now()
    )
    flash(_("The import is undone. Everything is as it was before."))
    return to(url_for(".staff_start"))


def _load(roster_import_id: int) -> RosterImport:
    return queries.get_import(db.session(), viewer().school_id, roster_import_id, ListKind.STAFF)


def _start_page(form: Form, status: int = HTTPStatus.OK) -> Response:
    session, me = db.session(), viewer()
    last = queries.last_applied(session, me.school_id, ListKind.STAFF)
    counts = last.counts if last is not None else {}
    page = render_template(
        "rosters/staff_start.html",
        form=form,
        waiting=queries.waiting(session, me.school_id, ListKind.STAFF),
        last=last,
        last_counts=[(_(PARTS[part]), counts[part]) for part in WRITTEN if counts.get(part)],
        may_undo=last is not None and services.may_undo_staff(session, last),
    )
    return make_response(page, status)


def _preview_page(kept: RosterImport, form: ConfirmForm, status: int = HTTPStatus.OK) -> Response:
    shown = services.staff_preview(db.session(), kept)
    issues = sorted(
        [*issues_of(kept), *shown.issues],
        key=lambda one: (not one.is_held_back, one.sheet, one.row),
    )
    held_back = len({(issue.sheet, issue.row) for issue in issues if issue.is_held_back})
    part, number = request.args.get("part", ""), wanted_page()
    form.mark.data = shown.mark
    url = url_for(".staff_preview", roster_import_id=kept.id, part=part)
    page = render_template(
        "rosters/staff_preview.html",
        form=form,
        kept=kept,
        shown=shown,
        title=state_title(held_back, has_news=bool(shown.planned)),
        counts=shown.counts,
        parts={name: _(label) for name, label in PARTS.items()},
        fields={name: _(label) for name, label in FIELDS.items()},
        said=_said,
        about=_about,
        part=part,
        listed=PageOf(staff_lines(shown, part), number, url),
        issues=[(issue, _(issue.sentence, **issue.facts)) for issue in issues[:MOST_ISSUES_SHOWN]],
        more_issues=max(len(issues) - MOST_ISSUES_SHOWN, 0),
        held_back=held_back,
    )
    return make_response(page, status)


def _said(name: str, value: str) -> str:
    """Say a stored or written value of a field as people do."""
    how = SAYING.get(name)
    return how(value) if how is not None and value else value


def _about(row: StaffRow) -> str:
    """Say in one line what somebody will be."""
    roles = _roles(roles_text([role.value for role in wanted_roles(row)]))
    outside = _said("kind", row.outside.kind)
    until = row.outside.qualified_until
    valid = _("qualified until %(day)s", day=until) if until else ""
    parts = [roles, homerooms_text(row.homerooms), row.phone, outside]
    parts += [row.outside.organisation, row.outside.qualification, valid]
    return " · ".join(part for part in parts if part)


def _roles(value: str) -> str:
    return str(_(", ")).join(str(_(labels.ROLES[Role(role)])) for role in value.split())


SAYING: Mapping[str, Callable[[str], str]] = {
    "roles": _roles,
    "kind": lambda value: str(_(labels.EXTERNAL_KINDS[ExternalKind(value)])),
}

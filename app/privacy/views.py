"""What is stored about a family's child: shown, taken along, asked to be mended or erased."""

import json
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from app.accounts.models import Student
from app.accounts.queries.viewers import guarded_children
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import Role
from app.privacy import labels, services
from app.privacy.forms import AskForm
from app.web import dates, transaction
from app.web.access import allow
from app.web.fragments import to

bp = Blueprint("privacy", __name__)


@bp.get("/me/children/<int:student_id>/data")
@allow(Role.GUARDIAN, records=True)
def child_data(student_id: int) -> Response:
    """Show a guardian what is stored about the child."""
    return _page(_my_child(student_id), AskForm(None))


@bp.get("/me/children/<int:student_id>/data.json")
@allow(Role.GUARDIAN, records=True)
def download_child_data(student_id: int) -> Response:
    """Give a guardian everything that is stored about the child as a file."""
    content = _export(_my_child(student_id))
    answer = make_response(json.dumps(content, ensure_ascii=False, indent=2))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f"attachment; filename=child-{student_id}.json"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/me/children/<int:student_id>/data")
@allow(Role.GUARDIAN)
def ask(student_id: int) -> Response:
    """Tell the administrators what a guardian asks for."""
    child, form = _my_child(student_id), AskForm()
    if not form.validate():
        transaction.keep_despite_refusal()  # the data is shown again, which is written down too
        return _page(child, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    services.ask(
        db.session(),
        child,
        str(form.wish.data),
        str(form.words.data).strip(),
        actor_id=viewer().account_id,
        link=url_for("accounts.student", student_id=child.id),
        now=clock.now(),
    )
    flash(_("The school's administrators were told and will answer you."))
    return to(url_for(".child_data", student_id=child.id))


def _my_child(student_id: int) -> Student:
    me = viewer()
    mine = guarded_children(db.session(), me.school_id, me.account_id)
    child = next((child for child in mine if child.id == student_id), None)
    if child is None:
        raise NotFound
    return child


def _export(child: Student) -> dict[str, object]:
    return services.export_child(db.session(), child, actor_id=viewer().account_id, now=clock.now())


def _page(child: Student, form: AskForm, status: int = HTTPStatus.OK) -> Response:
    page = render_template(
        "privacy/child_data.html",
        child=child,
        tables=_export(child)["tables"],
        labels=labels,
        said=_said,
        form=form,
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _said(column: str, value: object) -> str:
    """Say a stored value as people do: words, days and times instead of codes."""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    text = str(value)
    if text in labels.WORDS.get(column, {}):
        return str(_(labels.WORDS[column][text]))
    if column == "at" or column.endswith("_at"):
        when = datetime.fromisoformat(text)
        return f"{dates.year_day(viewer().school.today(when))} {dates.hour(when)}"
    return text

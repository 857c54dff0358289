"""The children whom luck has passed over, and what can be done for them."""

from collections.abc import Sequence

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import Role
from app.courses.models import Section
from app.lottery.models import ChoiceRound
from app.lottery.queries.luck import Unlucky, without_first_choice
from app.lottery.views.blueprint import bp, title_of
from app.lottery.views.rounds import the_round
from app.sheets.tables import Table
from app.sheets.writing import XLSX, to_xlsx
from app.web.access import allow
from app.web.paging import wanted_page

PAGE_SIZE = 100


@bp.get("/rounds/<int:round_id>/without-first")
@allow(Role.SCHOOL_ADMIN)
def without_first(round_id: int) -> str:
    """List the children without a first choice, the longest without luck first (`?show=`)."""
    choice_round = _published(round_id)
    everybody = without_first_choice(db.session(), choice_round)
    show = request.args.get("show", "")
    shown = [one for one in everybody if _is_shown(one, show)]
    page = wanted_page()
    return render_template(
        "lottery/without_first.html",
        choice_round=choice_round,
        everybody=everybody,
        again=[one for one in everybody if one.terms > 1],
        without_place=[one for one in everybody if not one.places],
        shown=shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        show=show,
        titles=_titles,
        slot_id=choice_round.slots[0].slot_id,
        before=_address(round_id, show, page - 1) if page > 1 else "",
        after=_address(round_id, show, page + 1) if page * PAGE_SIZE < len(shown) else "",
    )


@bp.get("/rounds/<int:round_id>/without-first.xlsx")
@allow(Role.SCHOOL_ADMIN)
def without_first_workbook(round_id: int) -> Response:
    """Give the same list as a workbook."""
    listed = without_first_choice(db.session(), _published(round_id))
    answer = Response(to_xlsx([_table(listed)]), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="round-{round_id}.xlsx"'
    return answer


def _published(round_id: int) -> ChoiceRound:
    found = the_round(round_id)
    if found.published_at is None:
        raise NotFound
    return found


def _is_shown(one: Unlucky, show: str) -> bool:
    return {"again": one.terms > 1, "without": not one.places}.get(show, True)


def _address(round_id: int, show: str, page: int) -> str:
    return url_for("lottery.without_first", round_id=round_id, show=show or None, page=page)


def _titles(sections: Sequence[Section]) -> str:
    """Name clubs one after the other; a dash where there is none."""
    return gettext(", ").join(title_of(section.course) for section in sections) or "–"


def _table(listed: Sequence[Unlucky]) -> Table:
    return Table(
        title=gettext("Without a first choice"),
        headings=[
            gettext("Homeroom"),
            gettext("Student number"),
            gettext("Name"),
            gettext("Terms in a row"),
            gettext("First choice"),
            gettext("Has now"),
            gettext("Waiting lists"),
        ],
        rows=[
            [
                one.student.homeroom.title,
                one.student.student_no,
                one.student.name,
                one.terms,
                _titles(one.wished),
                _titles(one.places),
                one.waits,
            ]
            for one in listed
        ],
    )

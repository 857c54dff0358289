"""Rosters and logs of duty as workbooks and for paper (R7)."""

from datetime import date, timedelta

from flask import Response, render_template
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core.db import db
from app.core.roles import STAFF
from app.safety.duty_models import DutyEntry, DutyKind, DutyLog
from app.safety.duty_words import KINDS, PLACES, REMARKS
from app.safety.policy import CLOSERS
from app.safety.queries import duty as queries
from app.safety.views.blueprint import asked_day, bp
from app.safety.views.duty_plan import asked_kind, by_day, this_term
from app.sheets.tables import Cell, Table
from app.sheets.writing import XLSX, to_xlsx
from app.web.access import allow
from app.web.dates import hour, weekday


@bp.get("/duty/roster/print")
@allow(*STAFF)
def duty_roster_print() -> str:
    """Show the roster of the term for paper."""
    term, kind = this_term(), asked_kind()
    listed = queries.duties_between(
        db.session(), viewer().school_id, term.starts_on, term.ends_on, kind
    )
    return render_template(
        "safety/duty_roster_print.html", term=term, kind=kind, kinds=KINDS, days=by_day(listed)
    )


@bp.get("/duty/roster.xlsx")
@allow(*STAFF)
def duty_roster_workbook() -> Response:
    """Give the rosters of the term as a workbook, a sheet each."""
    term = this_term()
    listed = queries.duties_between(db.session(), viewer().school_id, term.starts_on, term.ends_on)
    headings = [gettext("Day"), gettext("Weekday"), gettext("On duty"), gettext("Planned")]
    tables = [
        Table(
            title=gettext(name),
            headings=[*headings, gettext("Reason")],
            rows=[
                [one.day, weekday(one.day), one.present.title, one.person.title, one.reason]
                for one in listed
                if one.kind is kind
            ],
        )
        for kind, name in KINDS.items()
    ]
    return _workbook(tables, "duty-roster")


@bp.get("/duty/log/print")
@allow(*CLOSERS)
def duty_log_print() -> str:
    """Show the logs of a day for paper (`?on=2026-11-26`)."""
    day = asked_day()
    return render_template(
        "safety/duty_log_print.html",
        day=day,
        kinds=KINDS,
        listed=queries.on_duty(db.session(), viewer().school_id, day),
        logs=queries.logs_between(db.session(), viewer().school_id, day, day),
    )


@bp.get("/duty/log.xlsx")
@allow(*CLOSERS)
def duty_log_workbook() -> Response:
    """Give the logs of the month of a day as a workbook, a sheet each."""
    first = asked_day().replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    logs = queries.logs_between(db.session(), viewer().school_id, first, last)
    tables = [_table(kind, [log for log in logs.values() if log.kind is kind]) for kind in KINDS]
    return _workbook(tables, f"duty-log-{first:%Y-%m}")


def _table(kind: DutyKind, logs: list[DutyLog]) -> Table:
    return Table(
        title=gettext(KINDS[kind]),
        headings=[
            gettext("Day"),
            gettext("Time"),
            gettext("Where"),
            gettext("What"),
            gettext("Written by"),
            gettext("Signed by"),
        ],
        rows=[_row(log.day, entry, log) for log in logs for entry in log.entries],
    )


def _row(day: date, entry: DutyEntry, log: DutyLog) -> list[Cell | None]:
    said = [gettext(REMARKS[entry.remark][1]) if entry.remark else "", entry.note]
    return [
        day,
        hour(entry.at),
        entry.room.name if entry.room else gettext(PLACES[entry.place]),
        " ".join(part for part in said if part),
        entry.written_by.name if entry.written_by else "",
        log.signed_by.name if log.signed_by else "",
    ]


def _workbook(tables: list[Table], name: str) -> Response:
    answer = Response(to_xlsx(tables), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer

"""`/`: the start page of whoever looks; the welcome of a demonstration for visitors."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_login import current_user

from app.accounts.labels import ROLES
from app.accounts.viewer import viewer
from app.core.roles import FAMILY, STAFF, Role
from app.core.text import N_
from app.home.demonstration import ready_accounts
from app.home.labels import TO_TRY
from app.home.views import administrator, ended, family, homeroom, staff, teacher
from app.home.views.blueprint import Choices, bp
from app.web.access import public
from app.web.fragments import to


@dataclass(frozen=True)
class Page:
    """A start page: what it is called, who has it, how it is made."""

    name: str
    label: str
    roles: frozenset[Role]
    render: Callable[[Choices], str]


# The first page a person has the role for is the one that opens; `?as=` opens another of theirs.
PAGES = {
    page.name: page
    for page in (
        Page("administrator", N_("School"), frozenset({Role.SCHOOL_ADMIN}), administrator.page),
        Page("homeroom", N_("Homeroom"), frozenset({Role.HOMEROOM_TEACHER}), homeroom.page),
        Page("teacher", N_("My clubs"), frozenset({Role.CLUB_TEACHER}), teacher.page),
        Page("family", N_("My family"), FAMILY, family.page),
    )
}
TODAY = Page("today", N_("Today"), STAFF | {Role.DISTRICT_OFFICER}, staff.page)
ENDED = Page("ended", N_("Access ended"), frozenset(), ended.page)


@bp.get("/")
@public
def start() -> Response:
    """Lead everybody to where they start."""
    if not current_user.is_authenticated:
        return _welcome()
    roles = viewer().roles
    otherwise = TODAY if TODAY.roles & roles else ENDED
    mine = [page for page in PAGES.values() if page.roles & roles] or [otherwise]
    wanted = request.args.get("as", mine[0].name)
    shown = next((page for page in mine if page.name == wanted), mine[0])
    if (
        shown.name == "teacher"
        and "as" not in request.args
        and (meeting := teacher.current_meeting())
    ):
        return to(url_for("attendance.roll", meeting_id=meeting.id))
    choices = [(page.name, page.label, page is shown) for page in mine]
    return make_response(shown.render(choices))


def _welcome() -> Response:
    is_shown = current_app.config["DEMONSTRATION"]
    accounts = ready_accounts(Path(current_app.instance_path)) if is_shown else []
    if not accounts:
        return to(url_for("accounts.sign_in"))
    schools = [
        (name, list(members))
        for name, members in groupby(accounts, key=lambda account: account.school_name)
    ]
    return make_response(
        render_template("home/welcome.html", schools=schools, roles=ROLES, to_try=TO_TRY)
    )

"""Sign-in cards: a sheet for a homeroom, one for a person; each code is shown once."""

from collections.abc import Sequence
from http import HTTPStatus

import segno
from flask import Response, make_response, render_template, request, url_for

from app.accounts import policy
from app.accounts.forms import CardsForm
from app.accounts.models import Account
from app.accounts.policy import CARD_PRINTERS
from app.accounts.queries import cards as queries
from app.accounts.queries import people
from app.accounts.queries.cards import Holder
from app.accounts.queries.students import get_student
from app.accounts.services import codes
from app.accounts.services.codes import Card
from app.accounts.viewer import viewer
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import STAFF, Role
from app.schools.models import Homeroom
from app.schools.queries import get_homeroom
from app.web.access import allow, require

CARDS_PER_SHEET = 8


@bp.get("/homerooms/<int:homeroom_id>/cards")
@allow(*CARD_PRINTERS)
def cards(homeroom_id: int) -> Response:
    """Ask whom a sheet of cards is for."""
    return _form_page(CardsForm(None), _homeroom(homeroom_id))


@bp.post("/homerooms/<int:homeroom_id>/cards")
@allow(*CARD_PRINTERS)
def print_cards(homeroom_id: int) -> Response:
    """Issue new codes for a homeroom and show them, to be printed at once."""
    homeroom, form = _homeroom(homeroom_id), CardsForm()
    if not form.validate():
        return _form_page(form, homeroom, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    listed = queries.guardians if form.who.data == "guardians" else queries.pupils
    holders = listed(db.session(), homeroom.school_id, homeroom.id)
    if form.scope.data == "new":
        holders = [holder for holder in holders if holder.account.password_hash is None]
    if not holders:
        return _form_page(form, homeroom, is_nobody=True)
    issued = codes.issue_cards(
        db.session(), homeroom, holders, actor_id=viewer().account_id, now=clock.now()
    )
    return _sheets(issued, homeroom.title, url_for(".cards", homeroom_id=homeroom.id))


@bp.post("/students/<int:student_id>/card")
@allow(*CARD_PRINTERS)
def reset_student(student_id: int) -> Response:
    """Take back what opens a pupil's account, and print a new card."""
    me = viewer()
    child = get_student(db.session(), me.school_id, student_id)
    led = people.homerooms_led(db.session(), me.school_id, me.account_id)
    require(policy.may_print_cards(me.roles, led, child.homeroom_id))
    if child.account_id is None:
        raise NotFound
    account = people.get_account(db.session(), me.school_id, child.account_id)
    holder = Holder(account, child.student_no, [], child.seat_no)
    return _reset(holder, child.homeroom.title, url_for(".student", student_id=child.id))


@bp.post("/students/<int:student_id>/guardians/<int:account_id>/card")
@allow(*CARD_PRINTERS)
def reset_guardian(student_id: int, account_id: int) -> Response:
    """Take back what opens a guardian's account, and print a new card."""
    me = viewer()
    child = get_student(db.session(), me.school_id, student_id)
    led = people.homerooms_led(db.session(), me.school_id, me.account_id)
    require(policy.may_print_cards(me.roles, led, child.homeroom_id))
    people.get_guardianship(db.session(), child, account_id)
    account = people.get_account(db.session(), me.school_id, account_id)
    holder = Holder(account, _login_of(account), [child.name], child.seat_no)
    return _reset(holder, child.homeroom.title, url_for(".student", student_id=child.id))


@bp.post("/staff/<int:account_id>/card")
@allow(Role.SCHOOL_ADMIN)
def reset_staff(account_id: int) -> Response:
    """Take back what opens somebody's account, and print a new card."""
    account = people.get_account(db.session(), viewer().school_id, account_id)
    if not account.is_active or not STAFF & {grant.role for grant in account.grants}:
        raise NotFound
    holder = Holder(account, _login_of(account), [], None)
    return _reset(holder, "", url_for(".staff_member", account_id=account.id))


def _homeroom(homeroom_id: int) -> Homeroom:
    """Load a homeroom whose cards this person may print."""
    me = viewer()
    homeroom = get_homeroom(db.session(), me.school_id, homeroom_id)
    led = people.homerooms_led(db.session(), me.school_id, me.account_id)
    require(policy.may_print_cards(me.roles, led, homeroom.id))
    return homeroom


def _login_of(account: Account) -> str:
    names = people.logins_of(db.session(), account)
    return names[0] if names else ""


def _reset(holder: Holder, homeroom: str, back: str) -> Response:
    code = codes.reset_sign_in(
        db.session(), holder.account, actor_id=viewer().account_id, now=clock.now()
    )
    return _sheets([Card(holder, code)], homeroom, back)


def _form_page(
    form: CardsForm, homeroom: Homeroom, *, is_nobody: bool = False, status: int = HTTPStatus.OK
) -> Response:
    page = render_template(
        "accounts/cards_form.html", form=form, homeroom=homeroom, is_nobody=is_nobody
    )
    return make_response(page, status)


def _sheets(issued: Sequence[Card], homeroom: str, back: str) -> Response:
    """Show cards, eight a sheet; nothing keeps this page."""
    printed = [(card, _qr(card.code)) for card in issued]
    page = render_template(
        "accounts/cards.html",
        sheets=[
            printed[start : start + CARDS_PER_SHEET]
            for start in range(0, len(printed), CARDS_PER_SHEET)
        ],
        homeroom=homeroom,
        address=f"{request.host}/sign-in",
        valid_until=(clock.now() + codes.VALID),
        back_to=back,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _qr(code: str) -> str:
    address = url_for(".sign_in_at", school_code=viewer().school.code, code=code, _external=True)
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=1, omitsize=True))

"""Signing in, the first password, signing out."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple, cast

from flask import Response, make_response, render_template, request, session, url_for
from flask_login import current_user

from app.accounts import viewer as viewers
from app.accounts.errors import CodeRefused, SignInBraked, SignInRefused
from app.accounts.forms import NewPasswordForm, SignInForm
from app.accounts.names import device_of
from app.accounts.queries import sign_in as queries
from app.accounts.queries.consent import unanswered
from app.accounts.queries.viewers import guarded_children
from app.accounts.services import sign_in as services
from app.accounts.services.sign_in import Attempt, Found, Proof
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.schools.queries import school_by_code, schools
from app.web import transaction
from app.web.access import public, signed_in
from app.web.addresses import safe_path
from app.web.fragments import to

SCHOOL_COOKIE = "school"
YEAR_SECONDS = 31_536_000
CODE_PROOF = "code_proof"
TIME_TO_CHOOSE = timedelta(minutes=30)


@bp.get("/sign-in/<school_code>")
@public
def sign_in_at(school_code: str) -> Response:
    """Show the sign-in of a school, as the address on a card names it."""
    form = SignInForm(None, school=school_code, next="/")
    return _form_page(form, card=request.args.get("code", ""))


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    """Ask who is there."""
    if current_user.is_authenticated:
        return to("/")
    return _form_page(
        SignInForm(None, school=_usual_school(), next=safe_path(request.args.get("next")))
    )


@bp.post("/sign-in")
@public
def try_sign_in() -> Response:
    """Sign in, or count the failure (promise 9)."""
    form = SignInForm()
    card = "" if form.name.data else str(form.secret.data or "")
    if not form.validate():
        return _form_page(form, HTTPStatus.UNPROCESSABLE_ENTITY, card=card)
    try:
        return _answer(form, clock.now())
    except SignInBraked as refusal:
        form.refuse(refusal)
        answer = _form_page(form, HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(int(services.WINDOW.total_seconds()))
        return answer
    except Invalid as refusal:
        form.refuse(refusal)
        return _form_page(form, HTTPStatus.UNPROCESSABLE_ENTITY, card=card)


def _answer(form: SignInForm, now: datetime) -> Response:
    school_code = str(form.school.data).strip().lower()
    attempt = Attempt(
        school_code,
        name=str(form.name.data or ""),
        secret=str(form.secret.data),
        address=request.remote_addr or "",
    )
    with transaction.reading_first():
        found = services.look_up(db.session(), attempt, now=now)
    proof = services.prove(found, attempt)
    if proof is None:
        services.count_failure(db.session(), found, now=now)
        transaction.keep_despite_refusal()
        raise CodeRefused if form.name.data is None else SignInRefused
    if proof is Proof.CODE:
        answer = _go_and_choose(found, now, wanted=form.next.data)
    else:
        token = services.begin(db.session(), found, device=_device(), now=now)
        _keep(token)
        answer = to(_first_page(found.credentials.account_id or 0, form.next.data))
    return _remember_school(answer, school_code)


def _go_and_choose(found: Found, now: datetime, *, wanted: str | None) -> Response:
    """Keep in the signed cookie that the code was shown; it is used up with the password."""
    session.clear()
    session[CODE_PROOF] = [
        found.credentials.account_id,
        found.credentials.code_hash,
        int((now + TIME_TO_CHOOSE).timestamp()),
    ]
    return to(url_for(".choose_password", next=safe_path(wanted)))


@bp.get("/choose-password")
@public
def choose_password() -> Response:
    """Ask somebody who has shown a one-time code for a password of their own."""
    code = _shown_code()
    if code is None:
        return to(url_for(".sign_in"))
    return _password_page(NewPasswordForm(None), code)


@bp.post("/choose-password")
@public
def use_code() -> Response:
    """Use the code up: store the password and sign in."""
    with transaction.reading_first():
        code = _shown_code()
    if code is None:
        return to(url_for(".sign_in"))
    form = NewPasswordForm()
    if form.validate():
        try:
            token = services.begin_with_code(
                db.session(),
                code.account_id,
                code.code_hash,
                str(form.password.data),
                device=_device(),
                now=clock.now(),
            )
            _keep(token)
            return to(_first_page(code.account_id, request.args.get("next")))
        except Invalid as refusal:
            form.refuse(refusal)
    return _password_page(form, code, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this sign-in on the server, whatever copies of its cookie are left."""
    services.end(db.session(), viewers.viewer().token)
    session.clear()
    return to(url_for(".sign_in"))


class ShownCode(NamedTuple):
    """A code that this browser has shown; plain values, they outlast a transaction."""

    account_id: int
    code_hash: str
    name: str


def _shown_code() -> ShownCode | None:
    """Find the code that this browser has shown, if it still opens its account."""
    account_id, code_hash, until = cast("list[int | str]", session.get(CODE_PROOF, [0, "", 0]))
    now = clock.now()
    if now.timestamp() > float(until):
        return None
    code = queries.living_code(db.session(), int(account_id), str(code_hash), now=now)
    if code is None:
        return None
    return ShownCode(code.account_id, code.code_hash, code.account.name)


def _first_page(account_id: int, wanted: str | None) -> str:
    """Ask a guardian first what was never answered for a child; then go where they wanted."""
    person = queries.get_signed_in(db.session(), account_id)
    today = person.school.today(clock.now())
    mine = guarded_children(db.session(), person.school_id, person.id)
    if unanswered(db.session(), mine, on=today):
        return url_for(".consent", next=safe_path(wanted))
    return safe_path(wanted)


def _keep(token: str) -> None:
    """Give this browser its sign-in; whatever it held before is gone."""
    session.clear()
    session.permanent = True
    viewers.remember(token)


def _device() -> str:
    return device_of(request.user_agent.string)


def _usual_school() -> str:
    """Name the school this browser last signed in at, else the only one there is."""
    if "other" in request.args:
        return ""
    if remembered := request.cookies.get(SCHOOL_COOKIE):
        return remembered
    every = schools(db.session())
    return every[0].code if len(every) == 1 else ""


def _form_page(form: SignInForm, status: int = HTTPStatus.OK, *, card: str = "") -> Response:
    """Render the form; a school that exists is named and remembered by the browser."""
    at_school = school_by_code(db.session(), str(form.school.data or "").strip().lower())
    page = render_template("accounts/sign_in.html", form=form, at_school=at_school, card=card)
    answer = make_response(page, status)
    return _remember_school(answer, at_school.code) if at_school is not None else answer


def _remember_school(answer: Response, school_code: str) -> Response:
    answer.set_cookie(
        SCHOOL_COOKIE, school_code, max_age=YEAR_SECONDS, samesite="Lax", httponly=True
    )
    return answer


def _password_page(form: NewPasswordForm, code: ShownCode, status: int = HTTPStatus.OK) -> Response:
    page = render_template("accounts/choose_password.html", form=form, name=code.name)
    return make_response(page, status)

"""One's own page: roles, password, devices, children and what one agreed to."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts import labels
from app.accounts import viewer as viewers
from app.accounts.forms import PasswordForm
from app.accounts.models import ConsentPurpose, Student
from app.accounts.queries import consent as consents
from app.accounts.queries import people
from app.accounts.queries import sign_in as sign_ins
from app.accounts.queries.priority import has_grant
from app.accounts.queries.viewers import guarded_children
from app.accounts.services import passwords, sign_in
from app.accounts.services.consent import answer_consent
from app.accounts.viewer import viewer
from app.accounts.views.blueprint import bp
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import Role
from app.web.access import allow, signed_in
from app.web.addresses import safe_path
from app.web.fragments import to


@bp.get("/me")
@signed_in
def me() -> Response:
    """Show what the school knows of the person who looks, and what they can change."""
    return _page(PasswordForm(None))


@bp.post("/me/password")
@signed_in
def change_password() -> Response:
    """Replace one's password; other devices are signed out."""
    person, form = viewer(), PasswordForm()
    if form.validate():
        try:
            passwords.change_password(
                db.session(), person.account, str(form.present.data), str(form.password.data)
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            sign_in.end_all(db.session(), person.account, except_token=person.token)
            flash(_("Your password is changed. Other devices have to sign in again."))
            return to(url_for(".me"))
    return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.post("/me/devices/end")
@signed_in
def end_other_devices() -> Response:
    """Sign out everywhere but here."""
    person = viewer()
    sign_in.end_all(db.session(), person.account, except_token=person.token)
    flash(_("Only this device is still signed in."))
    return to(url_for(".me"))


@bp.post("/me/child")
@allow(Role.GUARDIAN)
def choose_child() -> Response:
    """Look at another of one's children from now on."""
    viewers.choose_child(request.form.get("student_id", 0, type=int))
    return to(safe_path(request.form.get("next")))


@bp.get("/me/consent")
@allow(Role.GUARDIAN)
def consent() -> Response:
    """Ask, or show, what a guardian agrees to for each child and purpose."""
    return _consent_page()


@bp.post("/me/consent")
@allow(Role.GUARDIAN)
def save_consent() -> Response:
    """Keep the answers; declining is an answer like agreeing."""
    person, given = viewer(), 0
    for child in _asked_children():
        answers = {
            purpose: answer == "yes"
            for purpose in ConsentPurpose
            if (answer := request.form.get(f"{purpose.value}-{child.id}")) in {"yes", "no"}
        }
        answer_consent(db.session(), person.account, child, answers, now=clock.now())
        given += len(answers)
    if not given:
        return _consent_page(HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Your answers are kept. You can change them at any time."))
    return to(safe_path(request.args.get("next")) if "next" in request.args else url_for(".me"))


def _asked_children() -> list[Student]:
    person = viewer()
    today = person.school.today(clock.now())
    mine = guarded_children(db.session(), person.school_id, person.account_id)
    return [child for child in mine if child.needs_consent(today)]


def _consent_page(status: int = HTTPStatus.OK) -> Response:
    asked = _asked_children()
    page = render_template(
        "accounts/consent.html",
        asked=asked,
        answers=consents.answers_for(db.session(), asked),
        purposes=labels.PURPOSES,
        explanations=labels.PURPOSE_EXPLANATIONS,
        is_incomplete=status != HTTPStatus.OK,
    )
    return make_response(page, status)


def _page(form: PasswordForm, status: int = HTTPStatus.OK) -> Response:
    person, session = viewer(), db.session()
    children = viewers.children()
    devices = sign_ins.devices_of(session, person.account, now=clock.now())
    page = render_template(
        "accounts/me.html",
        form=form,
        children=children,
        is_guardian=Role.GUARDIAN in person.roles,
        logins=people.logins_of(session, person.account),
        devices=devices,
        this_device=viewers.token_hash(person.token),
        labels=labels,
        sees_priority=person.is_staff
        and has_grant(session, person.account, on=person.school.today(clock.now())),
        role_names=[labels.ROLES[role] for role in Role if role in person.roles],
    )
    return make_response(page, status)

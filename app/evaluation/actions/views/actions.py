"""What is to be put right: mine, the school's, what waits for a look; one action with its steps."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.people import get_account
from app.accounts.queries.staff import StaffFilter, staff
from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.roles import STAFF
from app.evaluation.actions import policy
from app.evaluation.actions.errors import NotConcerned, NotYours, OwnLook
from app.evaluation.actions.forms import HandOnForm, StepForm
from app.evaluation.actions.models import Action, ActionState, StepKind
from app.evaluation.actions.queries import actions as queries
from app.evaluation.actions.queries.actions import PENDING, Wanted
from app.evaluation.actions.services import hand_on, take_step
from app.evaluation.actions.views.blueprint import bp
from app.files.pictures import FILE_BYTES
from app.files.queries import get_photo
from app.files.services import keep_photo
from app.web.access import allow
from app.web.downloads import photograph
from app.web.forms import options
from app.web.fragments import to
from app.web.uploads import takes_file

VIEWS = ("mine", "all", "overdue", "look", "verified")


@bp.get("/actions")
@allow(*STAFF)
def action_list() -> str:
    """List what the viewer has to put right; for who patrols also what the school has."""
    me, session = viewer(), db.session()
    today = me.school.today(clock.now())
    sees_all = policy.may_have_a_look(me.roles)
    shown = request.args.get("show", "mine")
    shown = shown if shown in VIEWS and sees_all else "mine"
    wanted = {
        "mine": Wanted((*PENDING, ActionState.DONE), owner_id=me.account_id),
        "all": Wanted(PENDING),
        "overdue": Wanted(PENDING, overdue_on=today),
        "look": Wanted((ActionState.DONE,)),
        "verified": Wanted((ActionState.VERIFIED,)),
    }
    return render_template(
        "evaluation/actions/list.html",
        listed=queries.actions(session, me.school_id, wanted[shown]),
        counts={name: queries.counts(session, me.school_id, wanted[name]) for name in VIEWS},
        shown=shown,
        sees_all=sees_all,
        today=today,
    )


@bp.get("/actions/<int:action_id>")
@allow(*STAFF)
def action(action_id: int) -> str:
    """Show one action with its steps."""
    return _page(_the_action(action_id))


@bp.post("/actions/<int:action_id>/steps")
@allow(*STAFF)
@takes_file(FILE_BYTES)
def step(action_id: int) -> Response | tuple[str, int]:
    """Write a step down."""
    found, form, me = _the_action(action_id), StepForm(), viewer()
    if form.validate():
        kind = StepKind(form.kind.data)
        _check_may(kind, found)
        try:
            now, sent = clock.now(), form.picture.data
            kept = keep_photo(db.session(), me.school_id, sent.read(), now=now) if sent else None
            take_step(
                db.session(),
                found,
                kind,
                note=str(form.note.data or "").strip(),
                photo_id=kept.id if kept else None,
                actor_id=me.account_id,
                now=now,
            )
            flash(gettext("Written down."))
            return to(url_for(".action", action_id=action_id))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(found, form=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/actions/<int:action_id>/owner")
@allow(*policy.LOOKERS)
def owner(action_id: int) -> Response | tuple[str, int]:
    """Hand an action on to somebody else."""
    found, form, me = _the_action(action_id), _hand_on_form(), viewer()
    if form.validate() and form.due_on.data is not None:
        account = get_account(db.session(), me.school_id, int(form.owner_id.data))
        hand_on(
            db.session(),
            found,
            account,
            form.due_on.data,
            actor_id=me.account_id,
            now=clock.now(),
        )
        flash(gettext("Handed on to %(name)s.", name=account.name))
        return to(url_for(".action", action_id=action_id))
    return _page(found, passing=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/actions/<int:action_id>/photos/<int:photo_id>")
@allow(*STAFF)
def photo(action_id: int, photo_id: int) -> Response:
    """Show a photograph of what was found, or of a step, to those concerned."""
    found = _the_action(action_id)
    steps = queries.steps_of(db.session(), found)
    if photo_id not in {found.photo_id, *(one.photo_id for one in steps)}:
        raise NotFound
    return photograph(get_photo(db.session(), found.school_id, photo_id).content)


def _the_action(action_id: int) -> Action:
    """Load an action the viewer may see.

    Raises:
        NotFound: the school has none such.
        NotConcerned: it is about the work of others.
    """
    me, session = viewer(), db.session()
    found = queries.get_action(session, me.school_id, action_id)
    teachers = queries.teachers_of(session, found)
    if not policy.may_see(me.roles, me.account_id, found, teachers):
        raise NotConcerned
    return found


def _check_may(kind: StepKind, found: Action) -> None:
    me = viewer()
    if kind in (StepKind.BEGUN, StepKind.DONE):
        if not policy.may_report(me.roles, me.account_id, found):
            raise NotYours
    elif kind in (StepKind.VERIFIED, StepKind.NOT_YET) and not policy.may_verify(
        me.roles, me.account_id, found
    ):
        raise OwnLook


def _hand_on_form() -> HandOnForm:
    form = HandOnForm(request.form)
    people = staff(db.session(), viewer().school_id, StaffFilter())
    form.owner_id.choices = options((one.id, one.name) for one in people)
    return form


def _page(found: Action, *, form: StepForm | None = None, passing: HandOnForm | None = None) -> str:
    me, session = viewer(), db.session()
    may_pass = policy.may_have_a_look(me.roles) and found.state.is_pending
    if may_pass and passing is None:
        passing = _hand_on_form()
        passing.owner_id.data, passing.due_on.data = found.owner_id, found.due_on
    return render_template(
        "evaluation/actions/action.html",
        action=found,
        steps=queries.steps_of(session, found),
        states=ActionState,
        kinds=StepKind,
        today=me.school.today(clock.now()),
        may_report=policy.may_report(me.roles, me.account_id, found),
        may_verify=policy.may_verify(me.roles, me.account_id, found),
        form=form or StepForm(None),
        passing=passing if may_pass else None,
    )

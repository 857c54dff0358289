"""What a family reads of its own child's conduct, and how it is heard (R37)."""

from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.queries.viewers import guarded_children
from app.accounts.viewer import children, viewer
from app.core.db import db
from app.core.errors import NotFound
from app.core.roles import FAMILY, Role
from app.safety.discipline_forms import HearingForm
from app.safety.discipline_models import EndProposal, ProposalState
from app.safety.queries import discipline as queries
from app.safety.services import discipline as services
from app.safety.views.blueprint import bp, signature
from app.web.access import allow
from app.web.fragments import to

HIDDEN = (ProposalState.PROPOSED, ProposalState.DECLINED)  # not decided, or never put to the family


@bp.get("/conduct/mine")
@allow(*FAMILY)
def my_conduct() -> str:
    """Show the records of one's own children, and where the family is heard."""
    return _page(HearingForm(None))


@bp.post("/conduct/mine/<int:end_proposal_id>")
@allow(Role.GUARDIAN)
def speak(end_proposal_id: int) -> Response | tuple[str, int]:
    """Give one's view on ending a place."""
    me, form = viewer(), HearingForm(request.form)
    row = queries.get_proposal(db.session(), me.school_id, end_proposal_id)
    mine = {child.id for child in guarded_children(db.session(), me.school_id, me.account_id)}
    if row.student_id not in mine or row.state in HIDDEN:
        raise NotFound
    if form.validate():
        services.hear_family(db.session(), row, str(form.words.data).strip(), **signature())
        flash(gettext("Sent. The school reads it before it decides."))
        return to(url_for(".my_conduct"))
    return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(form: HearingForm) -> str:
    me, ids = viewer(), [child.id for child in children()]
    return render_template(
        "safety/my_conduct.html",
        listed=queries.records_of(db.session(), me.school_id, ids),
        proposals=[one for one in _proposals(ids) if one.state not in HIDDEN],
        noticed=ProposalState.NOTICED,
        is_guardian=Role.GUARDIAN in me.roles,
        form=form,
    )


def _proposals(student_ids: list[int]) -> list[EndProposal]:
    return list(queries.proposals_of(db.session(), viewer().school_id, student_ids))

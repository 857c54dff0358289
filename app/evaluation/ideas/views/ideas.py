"""Golden ideas: found by words, shared, used too, taken back."""

from http import HTTPStatus
from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.errors import Invalid
from app.core.roles import STAFF
from app.evaluation.ideas import policy
from app.evaluation.ideas.errors import NotYourIdea
from app.evaluation.ideas.forms import IdeaForm
from app.evaluation.ideas.queries import ideas as queries
from app.evaluation.ideas.services import share, take_back, use_too
from app.evaluation.ideas.views.blueprint import bp
from app.web.access import allow
from app.web.fragments import to
from app.web.translation import sentence_of

LONGEST_SEARCH = 64
MOST_PAGES = 10_000


@bp.get("/ideas")
@allow(*STAFF)
def idea_list() -> str:
    """List ideas (`?q=` words, `?by=use`, `?page=`)."""
    return _page(IdeaForm(None))


@bp.post("/ideas")
@allow(*STAFF)
def add() -> Response | tuple[str, int]:
    """Share an idea."""
    form, me = IdeaForm(request.form), viewer()
    if form.validate() and str(form.title.data).strip() and str(form.text.data).strip():
        title, text = str(form.title.data).strip(), str(form.text.data).strip()
        share(db.session(), me.school_id, title, text, actor_id=me.account_id, now=clock.now())
        flash(gettext("Shared with all colleagues."))
        return to(url_for(".idea_list"))
    return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/ideas/<int:idea_id>/use")
@allow(*STAFF)
def use(idea_id: int) -> Response:
    """Say that one uses it too, or no longer."""
    me = viewer()
    idea = queries.get_idea(db.session(), me.school_id, idea_id)
    try:
        use_too(db.session(), idea, actor_id=me.account_id, now=clock.now())
    except Invalid as refusal:
        flash(sentence_of(refusal))
    return to(url_for(".idea_list", **_asked(), _anchor=f"i{idea_id}"))


@bp.post("/ideas/<int:idea_id>/take-back")
@allow(*STAFF)
def remove(idea_id: int) -> Response:
    """Take an idea back.

    Raises:
        NotYourIdea: it is another colleague's.
    """
    me = viewer()
    idea = queries.get_idea(db.session(), me.school_id, idea_id)
    if not policy.may_take_back(me.roles, me.account_id, idea):
        raise NotYourIdea
    take_back(db.session(), idea, actor_id=me.account_id, now=clock.now())
    flash(gettext("Taken back."))
    return to(url_for(".idea_list"))


def _asked(**changed: object) -> dict[str, Any]:
    """Give what the address asks for, with something changed."""
    asked: dict[str, object] = {
        "q": request.args.get("q", "").strip()[:LONGEST_SEARCH],
        "by": "use" if request.args.get("by") == "use" else "",
        "page": min(max(request.args.get("page", 1, int), 1), MOST_PAGES),
    }
    return {
        name: value
        for name, value in (asked | changed).items()
        if value and (name, value) != ("page", 1)
    }


def _page(form: IdeaForm) -> str:
    me, asked = viewer(), _asked()
    page = asked.get("page", 1)
    found = queries.ideas(
        db.session(),
        me.school_id,
        me.account_id,
        words=asked.get("q", ""),
        by_use="by" in asked,
        page=page,
    )
    last = -(-found.count // queries.PAGE) or 1
    return render_template(
        "evaluation/ideas/list.html",
        found=found,
        words=asked.get("q", ""),
        by_use="by" in asked,
        newest_url=url_for(".idea_list", **_asked(by="", page=1)),
        most_used_url=url_for(".idea_list", **_asked(by="use", page=1)),
        before=url_for(".idea_list", **_asked(page=page - 1)) if page > 1 else "",
        after=url_for(".idea_list", **_asked(page=page + 1)) if page < last else "",
        may_take_back={
            one.idea.id
            for one in found.ideas
            if policy.may_take_back(me.roles, me.account_id, one.idea)
        },
        asked=asked,
        me=me.account_id,
        form=form,
    )

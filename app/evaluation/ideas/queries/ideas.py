"""Lists of golden ideas with how many use each, always of one school."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.evaluation.ideas.models import Idea, IdeaUse

PAGE = 20


@dataclass(frozen=True)
class Listed:
    """An idea, how many colleagues use it, and whether the reader does."""

    idea: Idea
    uses: int
    is_mine: bool


@dataclass(frozen=True)
class Found:
    """A page of ideas, and how many there are in all."""

    ideas: Sequence[Listed]
    count: int


def ideas(
    session: Session,
    school_id: int,
    account_id: int,
    *,
    words: str = "",
    by_use: bool = False,
    page: int = 1,
) -> Found:
    """List ideas that hold all the words, the newest or the most used first; two statements."""
    uses = (
        select(IdeaUse.idea_id, func.count().label("uses"))
        .where(IdeaUse.school_id == school_id)
        .group_by(IdeaUse.idea_id)
        .subquery()
    )
    mine = (
        select(IdeaUse.id)
        .where(
            IdeaUse.school_id == school_id,
            IdeaUse.idea_id == Idea.id,
            IdeaUse.account_id == account_id,
        )
        .exists()
    )
    used = func.coalesce(uses.c.uses, 0)
    newest = (Idea.shared_at.desc(), Idea.id.desc())
    wanted = _wanted(school_id, words)
    statement = (
        select(Idea, used, mine)
        .outerjoin(uses, uses.c.idea_id == Idea.id)
        .where(*wanted)
        .options(joinedload(Idea.shared_by))
        .order_by(*([used.desc()] if by_use else []), *newest)
        .limit(PAGE)
        .offset(PAGE * (page - 1))
    )
    count = session.scalar(select(func.count()).select_from(Idea).where(*wanted)) or 0
    return Found([Listed(*row) for row in session.execute(statement)], count)


def get_idea(session: Session, school_id: int, idea_id: int) -> Idea:
    """Load an idea, or `NotFound`."""
    statement = select(Idea).where(Idea.school_id == school_id, Idea.id == idea_id)
    found = session.scalars(statement.options(joinedload(Idea.shared_by))).one_or_none()
    if found is None:
        raise NotFound
    return found


def use_of(session: Session, idea: Idea, account_id: int) -> IdeaUse | None:
    """Find that somebody uses an idea."""
    return session.scalars(
        select(IdeaUse).where(
            IdeaUse.school_id == idea.school_id,
            IdeaUse.idea_id == idea.id,
            IdeaUse.account_id == account_id,
        )
    ).one_or_none()


def _wanted(school_id: int, words: str) -> list[ColumnElement[bool]]:
    return [
        Idea.school_id == school_id,
        *(
            or_(
                Idea.title.icontains(word, autoescape=True),
                Idea.text.icontains(word, autoescape=True),
            )
            for word in words.split()
        ),
    ]

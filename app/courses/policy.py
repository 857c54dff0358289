"""Who may do what with clubs; facts arrive as arguments."""

from collections.abc import Container

from app.core.roles import Role
from app.courses.models import BEING_WRITTEN, Section, SectionState

DESK = (Role.SCHOOL_ADMIN, Role.CLUB_TEACHER)


def may_review(roles: Container[Role]) -> bool:
    """Whether somebody decides which clubs the school publishes."""
    return Role.SCHOOL_ADMIN in roles


def is_own(section: Section, account_id: int) -> bool:
    """Whether somebody teaches a loaded section or has proposed it."""
    teachers = {teacher.account_id for teacher in section.teachers}
    return account_id in teachers or section.proposed_by_id == account_id


def may_see(roles: Container[Role], section: Section, account_id: int) -> bool:
    """Whether somebody sees a loaded section before families do."""
    return may_review(roles) or is_own(section, account_id)


def may_edit(roles: Container[Role], section: Section, account_id: int) -> bool:
    """Whether somebody may change a loaded section: its teacher until it is handed in."""
    is_writing = section.state in BEING_WRITTEN and is_own(section, account_id)
    return may_review(roles) or is_writing


def may_edit_course(roles: Container[Role], *, is_shared: bool) -> bool:
    """Whether somebody may change what a club is.

    Args:
        roles: what the person is.
        is_shared: another section shows the same text and is under review or published.
    """
    return may_review(roles) or not is_shared


def may_propose(section: Section, account_id: int) -> bool:
    """Whether somebody may hand a loaded section in for review."""
    return section.state in BEING_WRITTEN and is_own(section, account_id)


def may_delete(roles: Container[Role], section: Section, account_id: int) -> bool:
    """Whether somebody may delete a loaded section that was never published."""
    is_new = section.published_at is None and section.state is not SectionState.PUBLISHED
    return is_new and may_edit(roles, section, account_id)


def waits_for_review(section: Section, reviewers: Container[int]) -> bool:
    """Whether a section may be published with others: handed in, or a reviewer's own draft."""
    drafted_by = section.proposed_by_id
    is_reviewers = drafted_by is None or drafted_by in reviewers
    is_draft = section.state is SectionState.DRAFT
    return section.state is SectionState.PROPOSED or (is_draft and is_reviewers)

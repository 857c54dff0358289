"""Pages of people: signing in, one's own page, students, staff, cards."""

from app.accounts.policy import FINDERS
from app.accounts.views import cards, me, priority, sign_in, staff, students
from app.accounts.views.blueprint import bp
from app.core.roles import FAMILY, STAFF, Role
from app.core.text import N_
from app.web.navigation import Entry

NAVIGATION = (
    Entry("accounts.me", N_("Me"), "me", "family", 50, FAMILY),
    Entry("accounts.student_list", N_("Pupils"), "users", "term", 20, frozenset(FINDERS)),
    Entry("accounts.staff_list", N_("Staff"), "pen", "school", 20, frozenset({Role.SCHOOL_ADMIN})),
    Entry(
        "accounts.priority_grants",
        N_("Priority groups"),
        "shield",
        "school",
        30,
        frozenset({Role.SCHOOL_ADMIN}),
    ),
    Entry("accounts.me", N_("My account"), "me", "school", 90, STAFF),
)

__all__ = ["NAVIGATION", "bp", "cards", "me", "priority", "sign_in", "staff", "students"]

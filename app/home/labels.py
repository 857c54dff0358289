"""What each role can try in a demonstration."""

from app.core.roles import Role
from app.core.text import N_

TO_TRY = {
    Role.STUDENT: N_("Choose clubs on a phone: five taps, look again, hand in."),
    Role.GUARDIAN: N_("Two children: see the week, choose clubs for each."),
    Role.CLUB_TEACHER: N_("Your own clubs, where and when they meet, who comes."),
    Role.HOMEROOM_TEACHER: N_("Who of your homeroom has not handed in yet."),
    Role.QUALITY_STAFF: N_("What runs today, and where."),
    Role.DUTY_LEADER: N_("What runs today, and where."),
    Role.SCHOOL_ADMIN: N_("A term from the roster to published clubs, on one page."),
    Role.DISTRICT_OFFICER: N_("The school as the bureau sees it, without names."),
    Role.GATEKEEPER: N_("Which children leave when."),
    Role.FINANCE: N_("Clubs with materials fees."),
}

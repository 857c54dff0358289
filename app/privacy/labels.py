"""Plain names for what is stored; what has none is shown under the name it is stored by."""

from app.core.text import N_

TABLES = {
    "account": N_("Account"),
    "choice": N_("Choices handed in"),
    "choice_list": N_("Lists of choices"),
    "consent": N_("What you agreed to"),
    "guardianship": N_("Guardians"),
    "homeroom_move": N_("Changes of homeroom"),
    "login": N_("Signs in with"),
    "message": N_("Messages"),
    "offer": N_("Offers of free seats"),
    "occupied_slot": N_("Afternoons taken"),
    "outcome": N_("Results of draws"),
    "place": N_("Places in clubs"),
    "role_grant": N_("Roles"),
    "student": N_("Written down"),
    "waitlist": N_("Waiting lists"),
}
COLUMNS = {
    "born_on": N_("Date of birth"),
    "created_at": N_("Since"),
    "gender": N_("Gender"),
    "is_boarder": N_("Boards at the school"),
    "is_given": N_("Agreed"),
    "left_on": N_("Last day at the school"),
    "moved_on": N_("First day there"),
    "name": N_("Name"),
    "national_no": N_("National student number"),
    "number": N_("Number"),
    "phone": N_("Telephone"),
    "pickup": N_("How the child goes home"),
    "purpose": N_("What for"),
    "rank": N_("Rank"),
    "relation": N_("Relation"),
    "role": N_("Role"),
    "seat_no": N_("Seat number"),
    "student_no": N_("Student number"),
    "ticket": N_("Ticket"),
}


def is_shown(column: str) -> bool:
    """Whether a column says something to people; keys between tables stand in the file alone."""
    return column != "id" and not column.endswith(("_id", "_pinyin"))

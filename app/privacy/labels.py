"""Plain names for what is stored; what has none is shown under the name it is stored by."""

from collections.abc import Mapping

from app.accounts.labels import PURPOSES, ROLES, STATUSES
from app.core.text import N_

TABLES = {
    "account": N_("Account"),
    "change_request": N_("Changes asked for"),
    "choice": N_("Choices handed in"),
    "choice_list": N_("Lists of choices"),
    "consent": N_("What you agreed to"),
    "conduct_record": N_("Conduct"),
    "correction": N_("Corrections after a draw"),
    "end_proposal": N_("Ending a place"),
    "guardianship": N_("Guardians"),
    "incident_child": N_("Told by the school"),
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
    "accepts_fallback": N_("Takes another club with free seats"),
    "at": N_("When"),
    "began_at": N_("Since"),
    "born_on": N_("Date of birth"),
    "created_at": N_("Since"),
    "email": N_("E-mail"),
    "end_reason": N_("Why it ended"),
    "ended_at": N_("Ended"),
    "ends_on": N_("Last day"),
    "expires_at": N_("Open until"),
    "gender": N_("Gender"),
    "handed_in_at": N_("Handed in"),
    "is_active": N_("May sign in"),
    "is_boarder": N_("Boards at the school"),
    "is_first_contact": N_("Called first"),
    "is_former_member": N_("Member of last term"),
    "is_given": N_("Agreed"),
    "is_on_behalf": N_("Entered by the school from paper"),
    "left_on": N_("Last day at the school"),
    "moved_on": N_("First day there"),
    "name": N_("Name"),
    "national_no": N_("National student number"),
    "number": N_("Number"),
    "offered_at": N_("Offered"),
    "phone": N_("Telephone"),
    "pickup": N_("How the child goes home"),
    "purpose": N_("What for"),
    "rank": N_("Rank"),
    "read_at": N_("Read"),
    "reason": N_("Reason"),
    "receipt_hash": N_("Hash of the receipt"),
    "relation": N_("Relation"),
    "role": N_("Role"),
    "saved_at": N_("Saved"),
    "seat_no": N_("Seat number"),
    "sent_at": N_("Sent"),
    "status": N_("State"),
    "student_no": N_("Student number"),
    "ticket": N_("Ticket"),
}
WORDS: Mapping[str, Mapping[str, str]] = {  # of the values of a column
    "purpose": {purpose.value: label for purpose, label in PURPOSES.items()},
    "role": {role.value: label for role, label in ROLES.items()},
    "status": {status.value: label for status, label in STATUSES.items()},
}


def is_shown(column: str) -> bool:
    """Whether a column says something to people; keys between tables stand in the file alone."""
    return column != "id" and not column.endswith(("_id", "_pinyin"))

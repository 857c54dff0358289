"""What roll call and leave refuse."""

from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.text import N_


class NotAtThisMeeting(NotAllowed):
    """Only the adults of the meeting, the duty leader and the office call its roll."""

    message = N_(
        "The roll is called by the adults of this meeting. If you stand in for somebody, the "
        "duty leader puts you down."
    )


class MeetingCancelled(Conflict):
    """There is nobody to call."""

    message = N_("This meeting is cancelled. There is no roll.")


class RollNotYet(Invalid):
    """The meeting lies ahead."""

    message = N_("The roll opens at %(opens)s, half an hour before the meeting.")


class RollHandedIn(Conflict):
    """It is complete; to change it, it is opened again."""

    message = N_("The roll is handed in. Open it again to change it.")


class RollNotHandedIn(Conflict):
    """There is nothing to open again."""

    message = N_("The roll is still open.")


class ReasonMissing(Invalid):
    """Some time has passed; a reason is needed to open a roll again."""

    message = N_("Say why the roll is opened again.")
    field = "reason"


class DayClosed(Conflict):
    """The duty leader has closed the day."""

    message = N_("The day is closed. Ask the duty leader for a correction.")


class NotOnThisRoll(Invalid):
    """The child belongs to another club."""

    message = N_("A child is not on this roll. Please load the page again.")


class AlreadySettled(Conflict):
    """Somebody knows the outcome already."""

    message = N_("The outcome of this absence is known already.")


class NoteMissing(Invalid):
    """Something else must be said in words."""

    message = N_("Say in a few words what became of it.")
    field = "note"


class LeaveTimeImpossible(Invalid):
    """The days are in the wrong order, or too many."""

    message = N_("The last day comes after the first, and at most %(days)s days lie between.")
    field = "last_day"


class LeaveInThePast(Invalid):
    """What has been cannot be asked for."""

    message = N_("This time is over. Please tell the homeroom teacher.")
    field = "when"


class LeaveAskedAlready(Invalid):
    """A request for the same time stands."""

    message = N_("Leave for this time is asked for already.")
    field = "when"


class LeaveDecided(Conflict):
    """Somebody answered, or the family took it back."""

    message = N_("This request is decided already.")


class LeaveUsed(Conflict):
    """The child was missing with it."""

    message = N_("The child was away with this leave already. Please ask the homeroom teacher.")


class AnswerMissing(Invalid):
    """A family is told why."""

    message = N_("Say in a few words why.")
    field = "answer"


class NobodyToBring(Conflict):
    """No child goes home after the meeting, or everybody went."""

    message = N_("Nobody of this club is to be brought to the gate now.")


class NotBroughtYet(Conflict):
    """The gate counts before the teacher has said how many come."""

    message = N_("The teacher has not said yet how many children come.")


class GoneAlready(Conflict):
    """Somebody noted it a moment ago."""

    message = N_("This child has left the school already.")


class CollectorMissing(Invalid):
    """A child goes with somebody."""

    message = N_("Write down who collects the child.")
    field = "collector"


class TooLateToTakeBack(Conflict):
    """Only a moment can be taken back."""

    message = N_("This was noted more than five minutes ago. Write a correction of the day.")


class WithNurseAlready(Conflict):
    """One visit at a time."""

    message = N_("The child is with the nurse already.")


class NotAtGate(NotAllowed):
    """Somebody else's section."""

    message = N_("Only the adults of this meeting, the gate and the leaders bring it home.")


class NotYourFigures(NotAllowed):
    """Figures and class lists are for who teaches or leads these children, and for the office."""

    message = N_("These figures are for who teaches or leads these children, and for the office.")


class CollectorForbidden(Invalid):
    """The school wrote down that this person must not collect the child."""

    field = "collector"
    message = N_(
        "This person must not collect the child. Keep the child here and call the duty leader."
    )


class WhyForbiddenMissing(Invalid):
    """Nobody is forbidden without a reason."""

    field = "reason"
    message = N_("Say why. Only the office and the homeroom teacher read it.")


class KnownCollector(Invalid):
    """Twice the same person."""

    field = "name"
    message = N_("%(name)s may collect the child already.")


class UntilMissing(Invalid):
    """Extended care ends at a time."""

    message = N_("Say until when the child stays in extended care.")

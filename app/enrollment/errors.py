"""What placing a child refuses."""

from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.core.text import N_


class SectionFull(Invalid):
    """Every seat is taken."""

    message = N_("%(title)s has no free seat any more. Choose another club.")


class SeatOffered(Invalid):
    """The free seats are held for families of the waiting list."""

    message = N_(
        "The free seat of %(title)s is offered to the waiting list until %(until)s. It is free "
        "again when nobody on the list takes it."
    )


class TooFewSeats(Invalid):
    """A whole group needs more seats than are free."""

    message = N_(
        "%(title)s has %(seats)d free seats for %(students)d children. Give it more seats first."
    )


class SeatsPromised(Invalid):
    """A choice round is giving these seats."""

    message = N_(
        "The draw gives the places of %(title)s. Place by hand after its result is published."
    )


class NotRunning(Invalid):
    """The section is not in the catalogue."""

    message = N_("%(title)s is not published, so nobody can be placed in it.")


class OtherAdmission(Invalid):
    """The section gives its places in another way."""

    message = N_("%(title)s does not admit children in this way.")


class EndedForGood(Invalid):
    """The school has ended this place after warnings."""

    message = N_(
        "The school has ended %(name)s's place in %(title)s for this term. Ask the office."
    )


class NotEnrolled(Invalid):
    """The student does not take part in school life now."""

    message = N_("%(name)s is not at school at present.")


class NotForGrade(Invalid):
    """The section does not take the student's grade."""

    message = N_("%(title)s takes grades %(grade_from)d to %(grade_to)d.")


class AlreadyInSection(Invalid):
    """The student has this place."""

    message = N_("%(name)s is in %(title)s already.")


class SlotOccupied(Invalid):
    """The student is in another club at that time."""

    message = N_("%(name)s is in %(title)s at that time. End that place first.")


class ReasonMissing(Invalid):
    """An act on a child's place is explained."""

    field = "reason"
    message = N_("Write the reason in a few words.")


class OfferEnded(Invalid):
    """An offer was answered, ran out or was withdrawn."""

    message = N_("This offer has ended, so the seat has gone to the next child or is taken.")


class PlaceAlreadyEnded(Conflict):
    """Somebody has ended the place."""

    message = N_("This place has ended already.")


class PlacedMeanwhile(Conflict):
    """The child got a place while this was being done."""

    message = N_("This child got a place meanwhile. Please look again.")


class NoSuchStudent(NotFound):
    """The number belongs to nobody at this school."""

    message = N_("No child at this school has the number %(number)s.")


class IsWaitedFor(Invalid):
    """A waiting list stands; its children come first."""

    message = N_("Children wait for %(title)s; its seats go to them first.")


class NotOpenYet(Invalid):
    """Free seats are not taken yet."""

    message = N_("Free seats are taken from %(when)s on, not before.")


class MomentPassed(Invalid):
    """Families could not have known of it."""

    field = "opens_at"
    message = N_("Choose a moment that lies ahead, so that families can read of it.")


class NoFreeSeats(Invalid):
    """There is nothing to take."""

    message = N_("No club has free seats that nobody waits for.")


class AlreadyAnnounced(Conflict):
    """Another moment is announced."""

    message = N_("A moment is announced already. Call it off first.")


class AlreadyOpen(Conflict):
    """Seats are being taken."""

    message = N_("Free seats are being taken already, so it can no longer be called off.")


class NotTakingPart(Invalid):
    """A pilot begins with some grades (R85)."""

    message = N_("The grade of %(name)s does not take part in the service yet.")


class BeingDrawn(Invalid):
    """A choice round has announced the section."""

    message = N_("A choice round has announced %(title)s. Take it out in the round.")


class UnderRepair(Conflict):
    """Somebody else proposes other places for its children already."""

    message = N_("Other places are being proposed for the children of %(title)s already.")


class RepairEnded(Conflict):
    """Somebody has applied or dropped it."""

    message = N_("This proposal has been applied or dropped meanwhile.")


class NobodyAsked(Conflict):
    """Families are told before anything happens."""

    message = N_("Tell and ask the families first.")


class NothingToAsk(Invalid):
    """No move is proposed that was not asked."""

    message = N_("No other place was found that nobody was asked about yet.")


class QuestionEnded(Invalid):
    """A question about another place was answered, ran out or is not needed any more."""

    message = N_("This question has ended. What holds now stands in your messages.")


class CannotTakeOver(Invalid):
    """Somebody is not free at that time, or may not teach."""

    message = N_("This person cannot take over %(title)s: not free at that time, or not allowed.")


class ExchangeAnnounced(Conflict):
    """One at a time."""

    message = N_("An exchange is announced already. Wait until it has been run, or call it off.")


class MomentPast(Invalid):
    """It would be over before it began."""

    message = N_("Choose a closing time that has not come yet.")


class ClosesBeforeOpening(Invalid):
    """The moments are the wrong way round."""

    message = N_("The exchange must close after it has opened.")


class ExchangeRun(Conflict):
    """What is swapped stays swapped."""

    message = N_("This exchange has been run; the seats are swapped.")


class NotClosedYet(Invalid):
    """Families may still say what they would rather have."""

    message = N_("The exchange is still open. It is run when it has closed.")


class NotOpenForSwaps(Invalid):
    """Not yet, or not any more."""

    message = N_("The exchange is not open now. What you have handed in counts.")


class NothingToSwap(Invalid):
    """The place has ended, or came about without choice."""

    message = N_("%(name)s has no such place to swap any more.")


class TooManyWishes(Invalid):
    """The list is too long."""

    message = N_("Name at most %(most)d clubs.")


class WishTwice(Invalid):
    """The same club again."""

    message = N_("A club stands twice in the list. Name each once.")


class NotSwappable(Invalid):
    """Another time, another grade, or not by choice."""

    message = N_("%(title)s can only be swapped for a club at the same time that takes the grade.")


class NothingToChange(Invalid):
    """The child has no club at that time, or it is this one."""

    message = N_("%(name)s has no other club at the time of %(title)s to change from.")


class WholeClass(Invalid):
    """A club of the whole class is not changed for another."""

    message = N_("%(title)s is a club of the whole class. Talk to the homeroom teacher.")


class WaitsAlready(Invalid):
    """The child stands on this list."""

    message = N_("%(name)s waits for %(title)s already.")


class AskedAlready(Invalid):
    """The school has this request."""

    message = N_("%(name)s has asked for %(title)s already; the school will answer.")


class RequestAnswered(Conflict):
    """A request was answered or taken back."""

    message = N_("This request has been answered or taken back already.")


class NotToBeUndone(Invalid):
    """A place that was given up some time ago, or not by the family."""

    message = N_("The time to take this back is over. Free seats and waiting lists stay open.")


class TrialInPast(Invalid):
    """Families could not use it any more."""

    field = "ends_on"
    message = N_("Choose a day from today to the last day of the term.")


class TrialBeforeStart(Invalid):
    """Nothing could be tried."""

    field = "ends_on"
    message = N_("The service begins on %(day)s; clubs cannot be tried before.")


class NothingToCorrect(Invalid):
    """The child is there already, or has nothing that could end."""

    field = "section_id"
    message = N_("Choose a club that the child should have and does not have.")


class NoSeatToCorrect(Invalid):
    """The right club is full."""

    field = "adds_seat"
    message = N_("%(title)s is full. Add a seat for this child, so that nobody loses one.")


class NotYourClub(NotAllowed):
    """A colleague's club."""

    message = N_("You can write to the families of your own clubs.")

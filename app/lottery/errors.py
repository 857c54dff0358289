"""What rounds, lists and draws refuse."""

from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.core.text import N_


class NoOpenRound(NotFound):
    """No lists are being taken."""

    message = N_("No clubs can be chosen at the moment.")


class RoundClosed(Invalid):
    """The window is over, by the server's clock (promise 5)."""

    message = N_("This round is closed. The list that was handed in last before that counts.")


class RoundNotYetOpen(Invalid):
    """The window has not begun."""

    message = N_("Choosing has not begun yet.")


class NotYours(NotAllowed):
    """The school has settled who chooses."""

    message = N_("In this round the other side of the family hands in the list.")


class TooManyChoices(Invalid):
    """The list is longer than the round allows."""

    message = N_("Choose at most %(limit)d clubs.")


class SectionTwice(Invalid):
    """A section stands twice in the list."""

    message = N_("A club can stand in the list only once.")


class SectionNotInRound(Invalid):
    """The section's places are not given by this round."""

    message = N_("This club cannot be chosen here.")


class SectionNotForChild(Invalid):
    """A rule keeps this child from this section; the card says which."""

    message = N_("%(title)s cannot be chosen: %(why)s. Take it off the list first.")


class NothingChosen(Invalid):
    """An empty list without consent to a fallback place says nothing."""

    message = N_("Choose at least one club first.")


class ChangedElsewhere(Invalid):
    """Another device has saved the list since this page was loaded."""

    message = N_(
        "The list was changed on another device. Here is how it stands now; please repeat your "
        "last step if you still want it."
    )


class WantedOutOfRange(Invalid):
    """Somebody wants more clubs than there are days."""

    message = N_("Choose a number of clubs between 1 and %(most)d.")


class UnknownClubCode(Invalid):
    """A paper list names a club that is not in the round."""

    message = N_("%(name)s: there is no club %(code)s in this round.")


class NotForThisChild(Invalid):
    """A paper list names a club that the child may not take."""

    message = N_("%(name)s cannot take %(title)s: %(why)s.")


class AlreadyAnnounced(Conflict):
    """An announced round is changed only in public."""

    message = N_("This round is announced. It can only be changed with a public reason now.")


class ClosesTooEarly(Invalid):
    """A window needs to be open for a while."""

    field = "closes_at"
    message = N_("The closing time must lie after the opening time and in the future.")


class NoSlotChosen(Invalid):
    """A round is about something."""

    field = "slot_ids"
    message = N_("Choose at least one day.")


class NotReady(Invalid):
    """The opening checklist has a red line."""

    message = N_("The round cannot be announced yet. The list below says what is missing.")


class ReasonMissing(Invalid):
    """What changes an announced round is explained in public."""

    field = "reason"
    message = N_("Write the reason. Families can read it.")


class NotAnExtension(Invalid):
    """A closing time moves later, never earlier."""

    field = "closes_at"
    message = N_("The new closing time must be later than the present one.")


class NotRunning(Invalid):
    """The round is not in the state for this."""

    message = N_("This is possible only between the announcement and the closing of the round.")


class StillOpen(Invalid):
    """Entries are frozen after the closing, not before."""

    message = N_("The round is still open. Entries can be frozen after the closing time.")


class AlreadyFrozen(Conflict):
    """The entries are fixed."""

    message = N_("The entries are frozen already.")


class NotFrozen(Invalid):
    """A draw needs frozen entries."""

    message = N_("Freeze the entries first.")


class TooFewDigits(Invalid):
    """Fewer digits could be tried out in advance."""

    field = "public_text"
    message = N_("Enter at least 9 digits, as they were drawn in public.")


class PublicTextMalformed(Invalid):
    """What two programs could read in two ways."""

    field = "public_text"
    message = N_("Write plain digits, letters and signs in one line.")


class AlreadyDrawn(Conflict):
    """One manifest, one draw (promise 6)."""

    message = N_("This draw is done. A second one needs a public reason, and both stay listed.")


class NotDrawn(Invalid):
    """There is no result yet."""

    message = N_("Nothing has been drawn yet.")


class AlreadyPublished(Conflict):
    """The places are given."""

    message = N_("The result is published already. Places are changed by hand now.")


class PlacedSinceFreezing(Invalid):
    """Children got another club at that time since the entries were frozen."""

    message = N_(
        "%(count)d children got another club at that time since the entries were frozen, "
        "among them %(name)s. End those places first, then publish."
    )


class DrawDiffers(Conflict):
    """A repeated draw did not give what is stored."""

    message = N_("The repeated draw differs from the stored result.")


class SecondRoundStays(Invalid):
    """A second round turns round the numbers of one day, which is fair only under the fair draw."""

    message = N_("The day of a second round stays, and its places are given by the fair draw.")


class NoEarlierRound(Invalid):
    """There is no published draw of that day whose numbers could be turned round."""

    message = N_("No draw of that day is published in this term.")


class NothingLeft(Invalid):
    """A second round would have nothing to give."""

    message = N_("On that day no club has free seats that nobody waits for.")

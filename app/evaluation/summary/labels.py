"""Words of the summary for people; each is marked for translation."""

from collections.abc import Mapping

from app.core.text import N_
from app.evaluation.summary.advice import Advice
from app.evaluation.summary.closing import Verdict
from app.evaluation.summary.five import Education
from app.evaluation.summary.models import Answer
from app.evaluation.summary.score import Part

PARTS: Mapping[Part, str] = {
    Part.DEMAND: N_("Demand"),
    Part.ATTENDANCE: N_("Attendance"),
    Part.PATROLS: N_("Patrols"),
    Part.CLOSING: N_("Put right in time"),
    Part.DIAGNOSIS: N_("Quiet weeks"),
    Part.SURVEY: N_("Families' word"),
}
MEASURES: Mapping[Part, str] = {
    Part.DEMAND: N_("first choices per seat of the frozen lists, full at one"),
    Part.ATTENDANCE: N_("children who came, of those expected"),
    Part.PATROLS: N_("mean score of all visits"),
    Part.CLOSING: N_("findings put right in time, of those whose day is over"),
    Part.DIAGNOSIS: N_("diagnosed weeks in which nothing went worse"),
    Part.SURVEY: N_("satisfied answers, of all answers about the club"),
}
SAMPLES: Mapping[Part, str] = {
    Part.DEMAND: N_("%(number)s seats"),
    Part.ATTENDANCE: N_("%(number)s marks"),
    Part.PATROLS: N_("%(number)s visits"),
    Part.CLOSING: N_("%(number)s findings"),
    Part.DIAGNOSIS: N_("%(number)s weeks"),
    Part.SURVEY: N_("%(number)s answers"),
}
ADVICE: Mapping[Advice, str] = {
    Advice.MORE_SEATS: N_("More seats"),
    Advice.FEWER_SEATS: N_("Fewer seats"),
    Advice.FLAGSHIP: N_("To flagship"),
    Advice.EMERGING: N_("To emerging"),
    Advice.AT_RISK: N_("Minimum at risk"),
    Advice.THANK: N_("Thank the teacher"),
}
TONES: Mapping[Advice, str] = {
    Advice.MORE_SEATS: "ok",
    Advice.FEWER_SEATS: "warn",
    Advice.FLAGSHIP: "ok",
    Advice.EMERGING: "warn",
    Advice.AT_RISK: "warn",
    Advice.THANK: "ok",
}
REASONS: Mapping[Advice, str] = {
    Advice.MORE_SEATS: N_(
        "%(first)s children named it first for %(seats)s seats, and who has a place comes: "
        "%(after)s seats."
    ),
    Advice.FEWER_SEATS: N_(
        "%(first)s children named it first for %(seats)s seats and %(taken)s have a place: "
        "%(after)s seats are enough."
    ),
    Advice.FLAGSHIP: N_(
        "%(score)s points over %(parts)s parts, every seat is asked for and families are content."
    ),
    Advice.EMERGING: N_("%(score)s points over %(parts)s parts are too few for a flagship."),
    Advice.AT_RISK: N_("%(taken)s children have a place; it opens with %(least)s."),
    Advice.THANK: N_(
        "%(praises)s times praised by patrols; %(satisfied)s of %(answers)s answers are satisfied, "
        "nothing is overdue."
    ),
}
RULES: Mapping[Advice, str] = {
    Advice.MORE_SEATS: N_(
        "125 first choices or more for 100 seats, and 85% of the expected children come: as many "
        "seats as first choices, at most a quarter more and never more than the room holds."
    ),
    Advice.FEWER_SEATS: N_(
        "Fewer than 60 first choices for 100 seats, and fewer than 60% of the seats are taken: a "
        "tenth more than are taken, never fewer than it opens with."
    ),
    Advice.FLAGSHIP: N_(
        "82 points or more over at least four parts, as many first choices as seats, and 80% of at "
        "least ten answers are satisfied."
    ),
    Advice.EMERGING: N_("A flagship with fewer than 65 points over at least three parts."),
    Advice.AT_RISK: N_("At most one child more than it opens with, once children could choose it."),
    Advice.THANK: N_(
        "Praised by two patrols, or 90% of at least ten answers satisfied; and nothing overdue."
    ),
}
ANSWERS: Mapping[Answer, str] = {
    Answer.ACCEPTED: N_("as suggested"),
    Answer.CHANGED: N_("otherwise"),
    Answer.KEPT: N_("stays as it is"),
}
EDUCATIONS: Mapping[Education, str] = {
    Education.MORAL: N_("Character"),
    Education.MIND: N_("Knowledge"),
    Education.BODY: N_("Body"),
    Education.BEAUTY: N_("Beauty"),
    Education.LABOUR: N_("Labour"),
}
VERDICTS: Mapping[Verdict, str] = {
    Verdict.MORE: N_("clearly more content"),
    Verdict.FEWER: N_("clearly less content"),
    Verdict.UNCLEAR: N_("no clear difference"),
}
VERDICT_TONES: Mapping[Verdict, str] = {
    Verdict.MORE: "ok",
    Verdict.FEWER: "warn",
    Verdict.UNCLEAR: "",
}

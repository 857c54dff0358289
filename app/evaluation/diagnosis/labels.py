"""Words of the diagnosis: names of its numbers, and the sentence of each that stands out."""

from collections.abc import Mapping

from app.core.text import N_
from app.evaluation.diagnosis.measures import Measure

NAMES: Mapping[Measure, str] = {
    Measure.CAME: N_("Came to the meetings"),
    Measure.LATE: N_("Came late"),
    Measure.ON_LEAVE: N_("Were on leave"),
    Measure.HELD: N_("Meetings that took place"),
    Measure.UNSETTLED: N_("Absences without an outcome"),
    Measure.AWAY: N_("Children absent three times running"),
    Measure.LEFT: N_("Left the club"),
    Measure.JOINED: N_("Joined the club"),
    Measure.INCIDENTS: N_("Incidents of the week"),
    Measure.LATE_PICKUPS: N_("Children collected late"),
    Measure.SCORE: N_("Points of the patrols"),
    Measure.FOUND: N_("Findings of the patrols"),
    Measure.REPEATED: N_("Findings found again"),
    Measure.OVERDUE: N_("Not put right in time"),
    Measure.PUT_RIGHT: N_("Put right and looked at"),
    Measure.PRAISED: N_("Praise of the patrols"),
    Measure.CONTENT: N_("Families content with the club"),
}
SENTENCES: Mapping[Measure, str] = {
    Measure.CAME: N_("%(percent)d%% came (%(value)d of %(of)d)"),
    Measure.LATE: N_("%(percent)d%% came late (%(value)d of %(of)d)"),
    Measure.ON_LEAVE: N_("%(percent)d%% were on leave (%(value)d of %(of)d)"),
    Measure.HELD: N_("%(value)d of %(of)d meetings took place"),
    Measure.UNSETTLED: N_("Absences nobody explained: %(value)d of %(of)d"),
    Measure.AWAY: N_("Absent three times running or of the last six: %(value)d children"),
    Measure.LEFT: N_("%(value)d of %(of)d children left the club"),
    Measure.INCIDENTS: N_("Incidents: %(value)d"),
    Measure.LATE_PICKUPS: N_("Collected late: %(value)d children"),
    Measure.REPEATED: N_("Found again by a patrol: %(detail)s"),
    Measure.OVERDUE: N_("Should have been put right and is not: %(value)d"),
    Measure.PRAISED: N_("Praised by patrols: %(value)d times"),
    Measure.CONTENT: N_("%(percent)d%% of the families are content with it (%(value)d of %(of)d)"),
}
BEFORE = N_("%(percent)d%% before")
MEDIAN = N_("the school's median is %(percent)d%%")

"""What a term knows of one section: counts with their samples; plain values."""

from dataclasses import dataclass

from app.evaluation.summary.score import WHOLE, Measured, Part


@dataclass(frozen=True)
class Demand:
    """The frozen lists: how many name the section first, or at all, for how many seats."""

    first: int
    listed: int
    seats: int


@dataclass(frozen=True)
class Attendance:
    """Handed-in rolls: how many, who was expected, who came."""

    rolls: int
    expected: int
    came: int


@dataclass(frozen=True)
class Patrols:
    """Visits with their mean score, what they found and praised."""

    visits: int
    score: int | None
    findings: int
    praises: int


@dataclass(frozen=True)
class Closing:
    """Actions whose day is over or that are done: how many, and in time; how many are late now."""

    due: int
    in_time: int
    late: int


@dataclass(frozen=True)
class Weeks:
    """Diagnosed weeks: in how many something went worse, and how many things did in all."""

    weeks: int
    worse: int
    things: int


@dataclass(frozen=True)
class Opinion:
    """Answers of families to scale questions, from groups that may be shown alone."""

    answers: int
    satisfied: int
    surveys: int
    hidden: int  # surveys whose group was too small to stand alone


@dataclass(frozen=True)
class Evidence:
    """All of it; what was never measured is none."""

    taken: int
    seats: int
    min_size: int
    most_seats: int | None  # of its room
    demand: Demand | None = None
    attendance: Attendance | None = None
    patrols: Patrols | None = None
    closing: Closing | None = None
    diagnosis: Weeks | None = None
    opinion: Opinion | None = None

    def parts(self) -> dict[Part, Measured]:
        """Give the values a score is made of."""
        found: dict[Part, Measured] = {}
        if self.demand is not None and self.demand.seats:
            wanted = min(self.demand.first / self.demand.seats, 1.0)
            found[Part.DEMAND] = Measured(WHOLE * wanted, self.demand.seats)
        if self.attendance is not None and self.attendance.expected:
            came = self.attendance.came / self.attendance.expected
            found[Part.ATTENDANCE] = Measured(WHOLE * came, self.attendance.expected)
        if self.patrols is not None and self.patrols.score is not None:
            found[Part.PATROLS] = Measured(float(self.patrols.score), self.patrols.visits)
        if self.closing is not None and self.closing.due:
            in_time = self.closing.in_time / self.closing.due
            found[Part.CLOSING] = Measured(WHOLE * in_time, self.closing.due)
        if self.diagnosis is not None and self.diagnosis.weeks:
            quiet = 1 - self.diagnosis.worse / self.diagnosis.weeks
            found[Part.DIAGNOSIS] = Measured(WHOLE * quiet, self.diagnosis.weeks)
        if self.opinion is not None and self.opinion.answers:
            satisfied = self.opinion.satisfied / self.opinion.answers
            found[Part.SURVEY] = Measured(WHOLE * satisfied, self.opinion.answers)
        return found

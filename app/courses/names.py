"""How kinds, domains, states and admissions are called; each is marked for translation."""

from app.core.text import N_
from app.courses.models import Admission, Domain, EKind, Risk, SectionState, Tier, Track

TRACKS = {
    Track.X: N_("X: club to choose"),
    Track.E: N_("E: for everybody"),
    Track.BASE: N_("1: homework and study"),
}
DOMAINS = {
    Domain.ARTS: N_("Arts"),
    Domain.FITNESS: N_("Fitness"),
    Domain.MAKER: N_("Maker"),
    Domain.LEADERSHIP: N_("Leadership"),
    Domain.HOME_ECONOMICS: N_("Home economics"),
}
E_KINDS = {
    EKind.CLASS_BALL: N_("One class, one ball game"),
    EKind.PARENT_LECTURER: N_("Parent lecturers"),
    EKind.LAB_STATION: N_("Experiment stations"),
    EKind.BOOK_AND_FILM: N_("Books and films"),
}
TIERS = {Tier.FLAGSHIP: N_("Flagship"), Tier.EMERGING: N_("Emerging")}
RISKS = {Risk.LOW: N_("Low"), Risk.MEDIUM: N_("Medium"), Risk.HIGH: N_("High")}
ADMISSIONS = {
    Admission.OPEN: N_("Open to choice"),
    Admission.CONTINUING: N_("Former members first"),
    Admission.SELECTED: N_("By trial"),
    Admission.HOMEROOM: N_("Whole homerooms"),
}
STATES = {
    SectionState.DRAFT: N_("Draft"),
    SectionState.PROPOSED: N_("Waiting for review"),
    SectionState.RETURNED: N_("Returned"),
    SectionState.PUBLISHED: N_("Published"),
    SectionState.WITHDRAWN: N_("Withdrawn"),
    SectionState.CANCELLED: N_("Cancelled"),
}
STATE_TONES = {
    SectionState.DRAFT: "",
    SectionState.PROPOSED: "warn",
    SectionState.RETURNED: "bad",
    SectionState.PUBLISHED: "ok",
    SectionState.WITHDRAWN: "",
    SectionState.CANCELLED: "",
}
OTHERS = "e"  # clubs without a domain, as filters and colours call them

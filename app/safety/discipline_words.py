"""Words of discipline, as pages show them."""

from app.core.text import N_
from app.safety.discipline_models import ConductKind, ProposalState

CONDUCT = {
    ConductKind.DISTURBS: N_("Disturbs the others again and again"),
    ConductKind.HURTS: N_("Hurts others"),
    ConductKind.RUNS_AWAY: N_("Leaves the room without a word"),
    ConductKind.DAMAGES: N_("Damages things"),
    ConductKind.REFUSES: N_("Does not follow the safety rules"),
    ConductKind.OTHER: N_("Other conduct"),
}
PROPOSALS = {
    ProposalState.PROPOSED: N_("waits for the office"),
    ProposalState.DECLINED: N_("the office declined it"),
    ProposalState.NOTICED: N_("the family is being heard"),
    ProposalState.DROPPED: N_("dropped, the place stays"),
    ProposalState.ENDED: N_("the place has ended"),
}
PROPOSAL_TONES = {
    ProposalState.PROPOSED: "warn",
    ProposalState.DECLINED: "",
    ProposalState.NOTICED: "warn",
    ProposalState.DROPPED: "ok",
    ProposalState.ENDED: "bad",
}

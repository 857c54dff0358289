"""What an administrator settles about a round, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from app.lottery.models import Mechanism, WhoChooses


@dataclass(frozen=True)
class RoundPlan:
    """What an administrator settles about a round."""

    title: str
    slot_ids: tuple[int, ...]
    opens_at: datetime
    closes_at: datetime
    public_source: str
    max_choices: int = 5
    mechanism: Mechanism = Mechanism.FAIR
    who_chooses: WhoChooses = WhoChooses.EITHER
    rules: str = ""
    asks_wanted: bool = False
    offers_fallback: bool = True
    tells_odds: bool = False
    uses_credits: bool = False
    earlier_round_id: int | None = None  # of a second round; stays once it is made
    may_improve: bool = False

"""What the mechanisms do with the same lists: for the school that chooses, before a round opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import format_decimal, gettext

from app.accounts.viewer import viewer
from app.core import clock
from app.core.db import db
from app.core.roles import Role
from app.core.text import N_
from app.lottery.names import BOSTON, MECHANISMS, MechanismWords
from app.lottery.queries.comparisons import latest_comparison
from app.lottery.services.comparisons import demonstration
from app.lottery.views.blueprint import bp
from app.schools.queries import get_current_term
from app.web.access import allow

Bar = tuple[str, float, str, str]
WORDS: Mapping[str, MechanismWords] = {
    **{mechanism.value: words for mechanism, words in MECHANISMS.items()},
    "boston": BOSTON,
}


@dataclass(frozen=True)
class Measure:
    """What is compared: a share, how it is headed, and whether more of it is better."""

    name: str
    part: str
    whole: str
    best: str
    is_good: bool = False


SMALL_SHARES = 0.1  # fills the width where shares are small, so that they do not look large
MOST, FEWEST = N_("Most with %(names)s."), N_("Fewest with %(names)s.")
MEASURES = (
    Measure(N_("First choice"), "first", "lists", MOST, is_good=True),
    Measure(N_("First three"), "top_three", "lists", MOST, is_good=True),
    Measure(N_("Without a place"), "unplaced", "lists", FEWEST),
    Measure(N_("Dishonesty pays"), "profitable", "misreports", FEWEST),
)


@dataclass(frozen=True)
class Picture:
    """A measure as bars, one a mechanism, with the words for what one sees."""

    title: str
    conclusion: str
    bars: Sequence[Bar]
    top: float  # the share that fills the width


@bp.get("/rounds/mechanisms")
@allow(Role.SCHOOL_ADMIN)
def mechanisms() -> str:
    """Show the trade-offs on the lists of an earlier term, or on those of the demonstration.

    Never on lists of the present term: by what they give nobody may choose how they are drawn.
    """
    me, now = viewer(), clock.now()
    term = get_current_term(db.session(), me.school_id, me.school.today(now))
    own = latest_comparison(db.session(), me.school_id, term.starts_on)
    content = own.comparison.content if own is not None else demonstration()
    return render_template(
        "lottery/mechanisms.html",
        title=own.title if own is not None else "",
        content=content,
        tried=content["figures"]["fair"]["misreports"],
        words=WORDS,
        pictures=[_picture(measure, content["figures"]) for measure in MEASURES],
        rows=[
            (
                gettext(words.title),
                [_shown(measure, content["figures"][name]) for measure in MEASURES],
            )
            for name, words in WORDS.items()
        ],
        heads=[gettext(measure.name) for measure in MEASURES],
    )


def _picture(measure: Measure, figures: Mapping[str, Mapping[str, int]]) -> Picture:
    shares = {name: _share(measure, figures[name]) for name in WORDS}
    best = max(shares.values()) if measure.is_good else min(shares.values())
    names = [gettext(WORDS[name].title) for name, share in shares.items() if share == best]
    return Picture(
        gettext(measure.name),
        gettext(measure.best, names=gettext(", ").join(names)),
        [
            (gettext(WORDS[name].title), share, _shown(measure, figures[name]), "")
            for name, share in shares.items()
        ],
        top=1 if measure.is_good else max(SMALL_SHARES, *shares.values()),
    )


def _share(measure: Measure, figures: Mapping[str, int]) -> float:
    whole = figures[measure.whole]
    return figures[measure.part] / whole if whole else 0.0


def _shown(measure: Measure, figures: Mapping[str, int]) -> str:
    return f"{format_decimal(100 * _share(measure, figures), format='0.0')}%"

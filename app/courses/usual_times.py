"""When a club of some grades usually meets in a period. Plain reading of loaded rows."""

from collections.abc import Sequence
from datetime import date

from app.courses.clashes import seasons_between
from app.schools.bells import Bells, Times
from app.schools.models import BellTime


def usual_times(
    bells: Bells, term: tuple[date, date], period: int, grades: tuple[int, int]
) -> Times | None:
    """Give the times at which nobody comes too late and nobody's next period is touched.

    Args:
        bells: the school's.
        term: its first and last day.
        period: of the afternoon.
        grades: the lowest and the highest that the club takes.

    The bell of the band that comes last counts; none if the school has not set one.
    """
    rung = _of_grades(bells, term, grades)
    own = [bell for bell in rung if bell.period == period]
    if not own:
        return None
    last = max(own, key=lambda bell: (bell.starts_at, bell.ends_at))
    following = (bell.starts_at for bell in rung if bell.period > period)
    ends_at = min([last.ends_at, *(at for at in following if at > last.starts_at)])
    return Times(last.starts_at, ends_at)


def _of_grades(
    bells: Bells, term: tuple[date, date], grades: tuple[int, int]
) -> Sequence[BellTime]:
    lowest, highest = grades
    seasons = {season.id for season in seasons_between(bells, *term)}
    bands = {
        band.id for band in bells.bands if band.grade_from <= highest and lowest <= band.grade_to
    }
    return [bell for bell in bells.times if bell.season_id in seasons and bell.band_id in bands]

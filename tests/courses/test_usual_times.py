from datetime import time

import pytest

from app.courses.usual_times import usual_times
from app.schools import queries as schools
from app.schools.bells import Times


@pytest.mark.parametrize(
    ("period", "grades", "expected"),
    [
        (2, (3, 4), Times(time(16, 25), time(17, 20))),
        (2, (1, 6), Times(time(16, 35), time(17, 30))),  # nobody comes too late
        (1, (1, 6), Times(time(15, 30), time(16, 15))),  # the youngest go on at 16:15
        (3, (3, 4), None),
        (2, (7, 9), None),
    ],
)
def test_the_band_that_comes_last_counts(session, school, term, period, grades, expected):
    bells = schools.bells(session, school.id)

    found = usual_times(bells, (term.starts_on, term.ends_on), period, grades)

    assert found == expected

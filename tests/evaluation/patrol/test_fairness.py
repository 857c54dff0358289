from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.patrol.fairness import Candidate, walk

DAY = datetime(2026, 9, 10, tzinfo=UTC)


def candidate(n, visits=0, last=None, **place):
    usual = {"building": "", "floor": None, "room": f"{n}"}
    return Candidate(meeting_id=n, visits=visits, last=last, **usual | place)


candidates = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 30), st.sampled_from(["东楼", "西楼", ""])),
    max_size=12,
).map(
    lambda rows: [
        candidate(
            n,
            visits,
            DAY - timedelta(days=ago) if visits else None,
            building=building,
        )
        for n, (visits, ago, building) in enumerate(rows)
    ]
)


@given(candidates, st.integers(0, 12))
def test_nobody_seen_more_often_is_preferred(listed, most):
    chosen = walk(listed, most)
    left = [one for one in listed if one not in chosen]

    assert len(chosen) == min(most, len(listed))
    assert all(one.visits <= other.visits for one in chosen for other in left)


def test_among_equals_the_longest_ago_comes_first():
    old, fresh = candidate(1, 1, DAY - timedelta(days=9)), candidate(2, 1, DAY)

    assert walk([fresh, old], 1) == [old]


def test_the_walk_goes_building_by_building_and_floor_by_floor():
    high = candidate(1, building="艺术楼", floor=2)
    low = candidate(2, building="艺术楼", floor=1)
    other = candidate(3, building="教学楼", floor=3)

    assert walk([high, low, other], 3) == [other, low, high]

"""The guarantees of the exchange, on thousands of small instances against brute force."""

import random
from collections import Counter
from itertools import permutations

import pytest

from app.enrollment.allocation.errors import BadExchange
from app.enrollment.allocation.exchange import Holder, Swap, exchange

SECTIONS = "ABCD"


def instance(seed, most=6):
    chance = random.Random(seed)
    numbers = chance.sample(range(1, 50), most)
    found = []
    for key in range(chance.randint(1, most)):
        holds = chance.choice(SECTIONS)
        others = [one for one in SECTIONS if one != holds]
        chance.shuffle(others)
        wishes = others[: chance.randint(0, 3)]
        number = None if chance.random() < 0.1 else numbers[key]
        found.append(Holder(key, number, holds, tuple(wishes)))
    return found


def final(holders, circles):
    got = {holder.key: holder.holds for holder in holders}
    for circle in circles:
        for swap in circle:
            got[swap.key] = swap.section
    return got


def rank(holder, section):
    """0 is the favourite; what was not named and is not held is worst."""
    order = [*holder.wishes, holder.holds]
    return order.index(section) if section in order else len(order)


def wanted_seat(one, left):
    """The seat of the first section that is still there; among equal seats the best number's."""
    for section in [*one.wishes, one.holds]:
        if seats := [other for other in left if other.holds == section]:
            return min(seats, key=lambda other: other.turn)
    raise AssertionError("its own seat is always there")


def seats_that_point(holders):
    """A slow reference: every seat is somebody's; whoever comes back to itself swaps at once."""
    left, got = list(holders), {}
    while left:
        for start in left:
            walk, at = [], start
            while at not in walk:
                walk.append(at)
                at = wanted_seat(at, left)
            if at is start:
                got |= {one.key: wanted_seat(one, left).holds for one in walk}
                left = [one for one in left if one not in walk]
                break
    return got


def test_nobody_is_worse_sizes_stay_and_rows_may_stand_in_any_order():
    for seed in range(3000):
        holders = instance(seed)

        got = final(holders, exchange(holders))

        assert Counter(one.holds for one in holders) == Counter(got.values()), seed
        assert all(got[one.key] in (*one.wishes, one.holds) for one in holders), seed
        assert got == seats_that_point(holders), seed
        shuffled = random.Random(seed).sample(holders, len(holders))
        assert final(shuffled, exchange(shuffled)) == got, seed


def test_no_other_exchange_is_better_for_one_and_worse_for_none():
    for seed in range(1000):
        holders = instance(seed, most=5)
        got = final(holders, exchange(holders))
        mine = [rank(one, got[one.key]) for one in holders]

        for seats in set(permutations([one.holds for one in holders])):
            theirs = [rank(one, seat) for one, seat in zip(holders, seats, strict=True)]
            assert theirs == mine or any(a > b for a, b in zip(theirs, mine, strict=True)), seed


def test_no_list_but_the_true_one_brings_more():
    for seed in range(600):
        holders = instance(seed)
        got = final(holders, exchange(holders))

        for at, one in enumerate(holders):
            others = [section for section in SECTIONS if section != one.holds]
            for told in {told for n in range(4) for told in permutations(others, n)}:
                untrue = Holder(one.key, one.number, one.holds, told)
                changed = [*holders[:at], untrue, *holders[at + 1 :]]
                now = final(changed, exchange(changed))[one.key]
                assert rank(one, now) >= rank(one, got[one.key]), seed


def test_three_swap_in_a_circle_and_one_keeps_its_seat():
    holders = [
        Holder(1, 30, "chess", ["choir"]),
        Holder(2, 20, "choir", ["robots"]),
        Holder(3, 10, "robots", ["chess"]),
        Holder(4, 40, "chess", ["choir"]),
    ]

    assert exchange(holders) == [(Swap(3, "chess"), Swap(1, "choir"), Swap(2, "robots"))]


def test_of_two_who_want_the_same_the_better_number_goes_first():
    holders = [
        Holder(1, 9, "chess", ["choir"]),
        Holder(2, 5, "chess", ["choir"]),
        Holder(3, 1, "choir", ["chess"]),
    ]

    assert exchange(holders) == [(Swap(3, "chess"), Swap(2, "choir"))]


@pytest.mark.parametrize(
    "holders",
    [
        [Holder(1, 1, "A", ["B", "B"])],
        [Holder(1, 1, "A", ["A"])],
        [Holder(1, 1, "A", []), Holder(1, 2, "B", [])],
    ],
)
def test_data_that_contradict_themselves_are_refused(holders):
    with pytest.raises(BadExchange):
        exchange(holders)

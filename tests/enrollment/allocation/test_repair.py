"""Least-change repair against every other way to give the places, on small random clubs."""

import random
from itertools import product

import pytest

from app.enrollment.allocation.errors import BadRepair
from app.enrollment.allocation.repair import Child, Move, repair

INSTANCES = 3000


def problem(chance):
    """Up to four displaced and four others, up to four sections; numbers may be equal or none."""
    sections = list(range(chance.randint(1, 4)))
    children = [_child(chance, key, sections, None) for key in range(chance.randint(0, 4))]
    others = range(10, 10 + chance.randint(0, 4))
    children += [_child(chance, key, sections, chance.choice(sections)) for key in others]
    return children, {section: chance.choice([0, 0, 0, 1, 2]) for section in sections}


def _child(chance, key, sections, holds):
    ranks = chance.sample(range(1, 7), len(sections))
    wanted = {
        place: rank for place, rank in zip(sections, ranks, strict=True) if chance.random() < 0.6
    }
    return Child(
        key,
        chance.choice([None, *range(1, 9)]),
        wanted,
        holds,
        wanted.get(holds, chance.randint(0, 7)) if holds is not None else 0,
    )


def places_of(chains):
    return {move.key: (move.section, move.rank) for chain in chains for move in chain}


def every_way(children, free):
    """All ways to give places that the rules allow, each as the rules judge it: least is best."""
    in_turn = sorted(children, key=lambda one: (one.number is None, one.number or 0, one.key))
    options = []
    for child in in_turn:
        better = {
            place: rank
            for place, rank in child.ranks.items()
            if child.holds is None or (place != child.holds and rank < child.holds_rank)
        }
        options.append([None, *better.items()])
    for chosen in product(*options):
        pairs = list(zip(in_turn, chosen, strict=True))
        if fits(pairs, free):
            moved = [(child, place) for child, place in pairs if place is not None]
            yield (
                -sum(child.holds is None for child, _ in moved),
                sum(child.holds is not None for child, _ in moved),
                sum(rank for _, (_, rank) in moved),
                [99 if place is None else place[1] for place in chosen],
                {child.key: place for child, place in moved},
            )


def fits(pairs, free):
    left = dict(free)
    for child, place in pairs:
        if place is not None:
            left[place[0]] -= 1
            if child.holds is not None:
                left[child.holds] += 1
    return all(count >= 0 for count in left.values())


@pytest.mark.parametrize("part", range(6))
def test_no_other_way_is_better_by_the_four_rules(part):
    chance = random.Random(part)
    for _ in range(INSTANCES // 6):
        children, free = problem(chance)

        best = min(every_way(children, free), key=lambda way: way[:4])

        assert places_of(repair(children, free)) == best[4]


def test_the_order_of_the_rows_changes_nothing():
    chance = random.Random(7)
    for _ in range(400):
        children, free = problem(chance)
        turned = [
            Child(
                child.key,
                child.number,
                dict(chance.sample(list(child.ranks.items()), len(child.ranks))),
                child.holds,
                child.holds_rank,
            )
            for child in chance.sample(children, len(children))
        ]
        mixed = dict(chance.sample(list(free.items()), len(free)))

        assert repair(turned, mixed) == repair(children, free)


def test_a_chain_begins_with_a_displaced_child_and_each_next_makes_room():
    chance = random.Random(8)
    lengths = set()
    for _ in range(INSTANCES):
        children, free = problem(chance)
        holds = {child.key: child.holds for child in children}
        ends = dict(free)
        for chain in repair(children, free):
            assert [holds[move.key] is None for move in chain] == [True] + [False] * (
                len(chain) - 1
            )
            assert [holds[move.key] for move in chain[1:]] == [move.section for move in chain[:-1]]
            ends[chain[-1].section] -= 1
            lengths.add(len(chain))

        assert min(ends.values()) >= 0
    assert lengths >= {1, 2, 3}


def test_nobody_moves_without_need():
    stays = Child(2, 1, {0: 1}, holds=1, holds_rank=2)
    displaced = Child(1, 5, {0: 1, 1: 2})

    assert repair([displaced, stays], {0: 1, 1: 0}) == [(Move(1, 0, 1),)]


def test_one_child_makes_room_when_it_likes_that_better():
    displaced = Child(1, 5, {1: 1})
    glad = Child(2, 9, {0: 1}, holds=1, holds_rank=2)

    assert repair([displaced, glad], {0: 1, 1: 0}) == [(Move(1, 1, 1), Move(2, 0, 1))]


def test_nobody_who_was_not_displaced_is_moved_to_something_worse():
    displaced = Child(1, 1, {1: 1})
    content = Child(2, 9, {0: 3}, holds=1, holds_rank=2)

    assert repair([displaced, content], {0: 1, 1: 0}) == []


def test_the_better_number_has_the_better_place_and_no_number_comes_last():
    ranks = {0: 1, 1: 2}
    children = [Child(3, None, ranks), Child(2, 40, ranks), Child(1, 41, ranks)]

    assert repair(children, {0: 1, 1: 1}) == [(Move(2, 0, 1),), (Move(1, 1, 2),)]


def test_the_free_seat_goes_to_the_better_number_and_the_worse_waits_for_a_leaver():
    first, second = Child(1, 1, {0: 1}), Child(2, 2, {0: 1})
    leaver = Child(3, 9, {1: 1}, holds=0, holds_rank=2)

    chains = repair([first, second, leaver], {0: 1, 1: 1})

    assert chains == [(Move(1, 0, 1),), (Move(2, 0, 1), Move(3, 1, 1))]


def test_forty_displaced_among_six_hundred_waiting_take_no_time():
    chance = random.Random(9)
    sections = range(60)
    displaced = [
        Child(key, key, dict(zip(chance.sample(sections, 12), range(1, 13), strict=True)))
        for key in range(40)
    ]
    others = [
        Child(100 + key, key, {(key + 7) % 60: 1, (key + 11) % 60: 2}, key % 60, 3)
        for key in range(600)
    ]
    free = dict.fromkeys(sections, 0) | dict.fromkeys(chance.sample(sections, 5), 8)

    chains = repair([*displaced, *others], free)

    assert len(chains) == 40


@pytest.mark.parametrize(
    ("children", "free"),
    [
        ([Child(1, 1, {}), Child(1, 2, {})], {}),
        ([Child(1, 1, {0: 1, 1: 1})], {0: 1, 1: 1}),
        ([Child(1, 1, {0: 1})], {}),
        ([Child(1, 1, {}, holds=3)], {0: 1}),
        ([], {0: -1}),
    ],
)
def test_data_that_contradict_themselves_are_refused(children, free):
    with pytest.raises(BadRepair):
        repair(children, free)

"""Words that are read aloud, and tickets that the hall names."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lottery import bundle, hall
from app.lottery.models import DrawnSection
from app.lottery.spoken import SOUNDS, spoken, unspoken
from tests.lottery import bundles


@pytest.mark.parametrize("locale", SOUNDS)
@given(data=st.binary(min_size=32, max_size=32))
def test_words_give_the_hash_back(locale, data):
    words = spoken(data.hex(), locale)

    assert len(words) == 16
    assert unspoken(words, locale) == data.hex()


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh_Hans_CN", ["甲乙丙丁", "子卯辰午"]), ("en", ["babebibo", "kimemimo"])],
)
def test_sounds_are_the_written_ones(locale, words):
    assert spoken("0123adef", locale) == words


@pytest.mark.parametrize("locale", SOUNDS)
def test_no_two_digits_sound_alike(locale):
    assert len(set(SOUNDS[locale])) == 16


def test_a_ticket_is_found_however_it_is_typed_and_proven_up_to_the_root():
    draw = bundles.drawn(bundles.problem(30))
    tickets = sorted(json.loads(row)["ticket"] for row in bundle.rows(draw.entries_text))

    found = hall.looked_up(draw, ["t00-0007 ", "T000007", "T009999"])

    assert [(one.place, one.is_proven) for one in found] == [
        (tickets.index("T000007") + 1, True),
        (tickets.index("T000007") + 1, True),
        (None, False),
    ]


def test_a_row_that_was_changed_after_the_freeze_is_not_proven():
    draw = bundles.drawn(bundles.problem(30))
    draw.entries_text = draw.entries_text.replace('"wanted":2', '"wanted":1', 1)
    changed = next(
        json.loads(new)["ticket"]
        for new, old in zip(
            bundle.rows(draw.entries_text),
            bundle.rows(bundles.drawn(bundles.problem(30)).entries_text),
            strict=True,
        )
        if new != old
    )

    (found,) = hall.looked_up(draw, [changed])

    assert (found.place is not None, found.is_proven) == (True, False)


def test_steps_show_each_closing_in_its_order():
    rows = [DrawnSection(closed_step=step) for step in (None, 2, None, 1)]

    steps = hall.steps(rows)

    assert [step.kind for step in steps] == ["numbers", "closing", "closing", "cutoffs", "counts"]
    assert [step.closing for step in steps if step.closing] == [rows[3], rows[1]]

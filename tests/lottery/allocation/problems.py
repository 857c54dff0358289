"""Random small problems for the property tests."""

from hypothesis import strategies as st


@st.composite
def problems(draw, *, slots=2, priorities=True, minimum=True, pairs=False, most_students=7):
    """A problem as the dict of its file, with numbers."""
    slot_names = [f"s{n}" for n in range(draw(st.integers(1, slots)))]
    codes = [f"X{n}" for n in range(draw(st.integers(1, 4)))]
    sections = [
        {
            "code": code,
            "slot": draw(st.sampled_from(slot_names)),
            "seats": draw(st.integers(0, 3)),
            "min_size": draw(st.integers(0, 3)) if minimum else 0,
            "runs_anyway": draw(st.booleans()) if minimum else False,
            "reserved": draw(st.integers(0, 2)) if priorities and not pairs else 0,
            "continuing_share": draw(st.sampled_from([0, 50, 100]))
            if priorities and not pairs
            else 0,
        }
        for code in codes
    ]
    tickets = [f"T{n}" for n in range(draw(st.integers(1, most_students)))]
    students = [_student(draw, ticket, slot_names, sections) for ticket in tickets]
    if pairs:
        _link(students)
    numbers = draw(st.permutations(range(1, len(tickets) + 1)))
    return {
        "format": "draw-problem/1",
        "mechanism": "fair",
        "slots": slot_names,
        "sections": sections,
        "students": students,
        "numbers": dict(zip(tickets, numbers, strict=True)),
    }


def _student(draw, ticket, slots, sections):
    choices = {}
    for slot in slots:
        here = [section["code"] for section in sections if section["slot"] == slot]
        if here:
            choices[slot] = draw(st.lists(st.sampled_from(here), unique=True))
    codes = [section["code"] for section in sections]
    return {
        "ticket": ticket,
        "choices": choices,
        "reserved_group": draw(st.booleans()),
        "continuing": draw(st.lists(st.sampled_from(codes), unique=True, max_size=2)),
        "wanted": draw(st.integers(1, len(slots))),
        "slot_order": draw(st.permutations(slots)),
    }


def _link(students):
    for one, other in zip(students[::3], students[1::3], strict=False):
        for key in ("choices", "wanted", "slot_order"):
            other[key] = one[key]
        one["linked"], other["linked"] = other["ticket"], one["ticket"]

"""A slow, plain draw of its own, written from docs/draw.md and sharing nothing with the product.

It reads the same problem as a dict and gives back the result as a dict, without the hash.
"""

import hashlib
import hmac


def numbers_of(problem):
    if "numbers" in problem:
        return dict(problem["numbers"])
    key = bytes.fromhex(problem["key"])
    values = []
    for student in problem["students"]:
        ticket = student["ticket"]
        k = 1 + student.get("extra_tickets", 0)
        hashes = [
            hmac.new(key, f"ticket/v1\n{ticket}\n{j}".encode(), hashlib.sha256).hexdigest()
            for j in range(1, k + 1)
        ]
        values.append((min(hashes), ticket))
    return {ticket: n for n, (_value, ticket) in enumerate(sorted(values), start=1)}


def chosen(section, asking, students, number):
    """Say who gets which kind of seat: {ticket: kind}."""
    left = sorted(asking, key=number.get)
    kinds = {}
    for ticket in [t for t in left if students[t].get("reserved_group")]:
        if sum(kind == "reserved" for kind in kinds.values()) < min(
            section.get("reserved", 0), section["seats"]
        ):
            kinds[ticket] = "reserved"
    share = section["seats"] * section.get("continuing_share", 0) // 100
    for ticket in left:
        is_member = section["code"] in students[ticket].get("continuing", [])
        has_seat = len(kinds) < section["seats"]
        used = sum(kind == "continuing" for kind in kinds.values())
        if ticket not in kinds and is_member and has_seat and used < share:
            kinds[ticket] = "continuing"
    for ticket in left:
        if ticket not in kinds and len(kinds) < section["seats"]:
            kinds[ticket] = "open"
    return kinds


def ask(sections, students, lists, number, order):
    """Deferred acceptance in rounds; `order` says in which order students ask."""
    at = dict.fromkeys(lists, 0)
    while True:
        asking = {code: [] for code in sections}
        for ticket in order:
            if ticket in lists and at[ticket] < len(lists[ticket]):
                asking[lists[ticket][at[ticket]]].append(ticket)
        kinds = {c: chosen(sections[c], asking[c], students, number) for c in sections}
        refused = [t for c in sections for t in asking[c] if t not in kinds[c]]
        if not refused:
            return kinds
        for ticket in refused:
            at[ticket] += 1


def pairs_first(sections, students, lists, number):
    """Number order with linked pairs, each with two seats or none."""
    kinds, worst = {code: {} for code in sections}, {}
    done = set()
    units = []
    for ticket in lists:
        partner = students[ticket].get("linked")
        unit = tuple(sorted({ticket, partner or ticket}))
        units.append((max(number[t] for t in unit), unit))
    for unit_number, unit in sorted(set(units)):
        for code in lists[unit[0]]:
            if len(kinds[code]) + len(unit) <= sections[code]["seats"]:
                kinds[code].update(dict.fromkeys(unit, "open"))
                worst[code] = unit_number
                done.update(unit)
                break
    return kinds, worst


def draw(problem):
    slots = problem["slots"]
    students = {s["ticket"]: s for s in problem["students"]}
    sections = {s["code"]: s for s in problem["sections"]}
    first = numbers_of(problem)
    total = len(first)
    closed = []
    while True:
        open_sections = {
            c: s for c, s in sections.items() if c not in [x["section"] for x in closed]
        }
        kinds, worst = with_withdrawals(problem, slots, students, open_sections, first, total)
        short = [
            (len(kinds[c]) / s["min_size"], c)
            for c, s in open_sections.items()
            if not s.get("runs_anyway") and len(kinds[c]) < s.get("min_size", 0)
        ]
        if not short:
            break
        code = min(short)[1]
        closed.append(
            {"section": code, "filled": len(kinds[code]), "min_size": sections[code]["min_size"]}
        )
    places = {ticket: {} for ticket in students}
    for code, kind in kinds.items():
        for ticket in kind:
            places[ticket][sections[code]["slot"]] = code
    return {
        "places": places,
        "numbers": first,
        "closed": closed,
        "cutoffs": {
            code: {
                "seats": sections[code]["seats"],
                "taken": len(kind),
                "last_number": worst.get(code) if len(kind) == sections[code]["seats"] else None,
            }
            for code, kind in kinds.items()
        },
    }


def with_withdrawals(problem, slots, students, sections, first, total):
    withdrawn = set()
    while True:
        kinds, worst = {}, {}
        for t, slot in enumerate(slots):
            number = {
                ticket: ((n - 1 + t * (total // len(slots))) % total) + 1
                for ticket, n in first.items()
            }
            here = {c: s for c, s in sections.items() if s["slot"] == slot}
            lists = {
                ticket: [c for c in s["choices"].get(slot, []) if c in here]
                for ticket, s in students.items()
                if (ticket, slot) not in withdrawn
            }
            if any(s.get("linked") for s in students.values()):
                kinds_here, worst_here = pairs_first(here, students, lists, number)
            else:
                kinds_here = ask(here, students, lists, number, sorted(students))
                worst_here = {
                    c: max(number[x] for x, kind in k.items() if kind == "open")
                    for c, k in kinds_here.items()
                    if "open" in k.values()
                }
            kinds |= kinds_here
            worst |= worst_here
        again = False
        for ticket, student in students.items():
            holds = {sections[c]["slot"] for c, kind in kinds.items() if ticket in kind}
            order = [s for s in student.get("slot_order", slots) if s in holds]
            for slot in order[student.get("wanted", len(slots)) :]:
                withdrawn.add((ticket, slot))
                again = True
        if not again:
            return kinds, worst

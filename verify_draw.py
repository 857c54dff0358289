"""核对一次抽签 / Check a draw: this one file and Python 3.9 or later, nothing else.

    python3 verify_draw.py draw-1-full.json              核对整场抽签 / the whole draw
    python3 verify_draw.py draw-1-public.json row.json   公开的部分和自己的一行 / one's own row too
    python3 verify_draw.py draw-2-full.json draw-1-full.json   第二轮和第一轮 / a second round

It shares no line with the program that drew. It computes everything anew from the bundle (the file
that the round's page gives), as docs/draw.md says, and compares. It ends with 0 when all is right;
with 1 and the first thing that is wrong; with 2 when a file cannot be read as a bundle.
"""

import gc
import hashlib
import hmac
import json
import re
import sys
import unicodedata
from bisect import insort
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from itertools import chain
from pathlib import Path

HASHES = {"manifest_hash", "commitment", "seed", "entries_hash", "merkle_root", "key"}
HASHES |= {"result_hash"}
PUBLIC = {*HASHES, "format", "manifest", "entries_rows", "public_text", "closed", "cutoffs"}
FULL = {*PUBLIC, "entries", "places", "numbers"}
FILES = {"draw-bundle/1": [PUBLIC, FULL, {*FULL, "earlier_result"}]}
PARTS = {"manifest": dict, "entries_rows": int, "closed": list, "cutoffs": dict, "entries": list}
PARTS.update(places=dict, numbers=dict)
OWN_ROW = {"format": str, "row": str, "index": int, "rows": int, "path": list}
OWN_ROW.update(merkle_root=str, entries_hash=str, receipt_hash=str)
RULES = {
    "format": ["draw-manifest/1"],
    "mechanism_version": [1],
    "mechanism": ["fair", "fewest-unplaced", "most-first"],
    "priority_order": [["reserved", "continuing", "number"]],
    "ticket_rule": ["one chance each", "one chance each and one for each credit owed"],
}
MANIFEST = {name: type(known[0]) for name, known in RULES.items()}
MANIFEST.update(school=str, title=str, opens_at=str, closes_at=str, public_source=str)
MANIFEST.update(number=int, max_choices=int, slots=list, sections=list)
NUMBERS_FROM = {"result_hash": str, "place": int, "slots": int}  # of a second round only
EARLIER = {"format": str, "closed": list, "cutoffs": dict, "numbers": dict, "places": dict}
SEATS = dict.fromkeys(("seats", "min_size", "reserved", "continuing_share"), int)
SECTION = {"code": str, "slot": str, "runs_anyway": bool, **SEATS}
OWN = {"choices": dict, "slot_order": list, "ticket": str, "wanted": int}  # as on the receipt
ENTRY = {"continuing": list, "extra_tickets": int, "linked": type(None), "reserved_group": bool}
ENTRY.update(OWN)
CLOSING = {"section": str, "filled": int, "min_size": int}
NOWHERE = ""  # the "section" of those who get no place; it has room for everybody
FAR = (float("inf"), 0)


class Wrong(Exception):
    """Something is not as it must be: one sentence, in Chinese and in English."""


class File(dict):
    """The parts of a file by name; `texts` has each part as it is written."""

    texts = None


def need(is_right, sentence):
    """Stop at the first thing that is wrong."""
    if not is_right:
        raise Wrong(sentence)


# ---- Texts and hashes ----------------------------------------------------------------------------


def read(path, formats):
    """Read a file of canonical JSON: whatever is changed in it, even a space, is found."""
    text = Path(path).read_bytes().decode("utf-8")
    value = json.loads(text, parse_float=int, parse_constant=int)  # a fraction is refused
    is_known = isinstance(value, dict) and value.get("format") in formats
    if not is_known or value.keys() not in formats[value["format"]]:
        raise ValueError("不是核对包 / not a file of a draw")
    file = File(value)
    file.texts = {name: canonical(value[name]) for name in value}
    is_same = text == joined(file.texts) + "\n"
    need(is_same, f"{path} 下载后被改动过 / {path} was changed: its JSON is not canonical")
    plain = text[:-1].replace("\\\\", "").replace('\\"', "")  # no other escapes are left
    is_plain = not re.search("[\x00-\x1f\x7f-\x9f\\\\]", plain)
    is_plain = is_plain and unicodedata.is_normalized("NFC", text)
    need(is_plain, f"{path} 有控制字符或非 NFC 文字 / {path} has text that is not plain NFC")
    return file


def canonical(value):
    """Write a value in the one way that its hash is taken of."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def joined(texts):
    """Write an object of which each part is written already."""
    return "{" + ",".join([f'"{name}":{texts[name]}' for name in sorted(texts)]) + "}"


def sha256(data):
    """SHA-256 of bytes, or of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def is_hash(value):
    """Whether a value is 64 hexadecimal digits."""
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def digest(*parts):
    """SHA-256 of some bytes; a row of the tree begins with 0, two neighbours with 1 (RFC 6962)."""
    return hashlib.sha256(b"".join(parts)).digest()


def merkle_root(rows):
    """Hash all rows pair by pair up to one root; a lone last one moves up as it is."""
    level = [digest(b"\x00", row) for row in rows] or [digest()]
    while len(level) > 1:
        pairs = [digest(b"\x01", *level[n : n + 2]) for n in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
    return level[0].hex()


def root_over(row, index, rows, path):
    """Climb from one row to the root with the hashes of its neighbours on the way."""
    value, neighbours = digest(b"\x00", row), [bytes.fromhex(neighbour) for neighbour in path]
    while rows > 1 and neighbours:
        if index % 2:
            value = digest(b"\x01", neighbours.pop(0), value)
        elif index + 1 < rows:
            value = digest(b"\x01", value, neighbours.pop(0))
        index, rows = index // 2, (rows + 1) // 2
    return value.hex() if rows == 1 and not neighbours else None


def draw_key(seed, manifest_hash, entries_hash, public_text):
    """Mix the promised seed with rules, entries and the text that was drawn in public."""
    text = f"draw/v1\n{manifest_hash}\n{entries_hash}\n{public_text}"
    return hmac.digest(bytes.fromhex(seed), text.encode(), "sha256")


def ticket_value(key, ticket, chances):
    """Give the smallest of a ticket's hashes."""
    texts = [f"ticket/v1\n{ticket}\n{j}" for j in range(1, chances + 1)]
    return min([hmac.digest(key, text.encode(), "sha256") for text in texts])


def draw_numbers(key, entries):
    """Number the tickets 1, 2, ... by their values."""
    values = [
        (ticket_value(key, e["ticket"], 1 + e["extra_tickets"]), e["ticket"]) for e in entries
    ]
    return {ticket: n for n, (_value, ticket) in enumerate(sorted(values), start=1)}


def turn(numbers, place, slots):
    """Turn the numbers for the slot at `place` (from 0) of all slots, so that luck is shared."""
    shift = place * (len(numbers) // slots)
    return {ticket: (n - 1 + shift) % len(numbers) + 1 for ticket, n in numbers.items()}


def second_round_numbers(before, key, entries):
    """Turn the numbers of the first draw round: the worst is now 1; new tickets come after."""
    known = [entry["ticket"] for entry in entries if entry["ticket"] in before]
    known.sort(key=before.get, reverse=True)
    new = draw_numbers(key, [entry for entry in entries if entry["ticket"] not in before])
    return {ticket: n for n, ticket in enumerate([*known, *new], start=1)}


# ---- Whether rules and entries make sense --------------------------------------------------------


def has_kinds(value, kinds):
    """Whether an object has exactly these keys, with values of these kinds."""
    return isinstance(value, dict) and {name: type(value[name]) for name in value} == kinds


def are_names(value, known=None):
    """Whether a value is a list of names, none of them twice, all of the set `known` if given."""
    is_list = isinstance(value, list) and set(map(type, value)) <= {str}
    return is_list and len(set(value)) == len(value) and (known is None or known.issuperset(value))


def check_rules(rules):
    """Refuse a manifest with rules that this file does not know."""
    kinds = {**MANIFEST, "numbers_from": dict} if "numbers_from" in rules else MANIFEST
    need(has_kinds(rules, kinds), "规则文件不完整 / The manifest has other parts than it should")
    for name, known in RULES.items():
        need(rules[name] in known, f"规则文件的 {name} 不认识 / {name} of the manifest is unknown")
    source, slots, is_fair = rules.get("numbers_from"), rules["slots"], rules["mechanism"] == "fair"
    need(slots and are_names(slots), "时间不对 / The slots of the manifest are wrong")
    is_right = source is None or (
        has_kinds(source, NUMBERS_FROM)
        and is_hash(source["result_hash"])
        and 0 <= source["place"] < source["slots"]
        and (is_fair, len(slots), rules["ticket_rule"]) == (True, 1, RULES["ticket_rule"][0])
    )
    need(is_right, "第二轮的号码来源不对 / A second round must name the slot it turns round")
    for section in rules["sections"]:
        is_right = has_kinds(section, SECTION) and section["slot"] in slots
        is_right = is_right and min(section[name] for name in SEATS) >= 0
        is_right = is_right and (is_fair or not has_priorities(section))
        need(is_right, f"规则文件里的社团不对 / A section is wrong: {canonical(section)}")
    is_right = are_names([section["code"] for section in rules["sections"]])
    need(is_right, "规则文件里社团重复 / A section stands twice in the manifest")


def check_entries(entries, rules):
    """Refuse entries that do not fit the rules; they stand in the order of their tickets."""
    slots, before = set(rules["slots"]), ""
    most_extra = 2 * RULES["ticket_rule"].index(rules["ticket_rule"])
    codes = {section["code"] for section in rules["sections"]}
    codes_of = {slot: {s["code"] for s in rules["sections"] if s["slot"] == slot} for slot in slots}
    for entry in entries:
        is_right = has_kinds(entry, ENTRY) and (
            before < entry["ticket"]
            and entry["choices"].keys() <= slots
            and all(
                are_names(listed, codes_of[slot]) and len(listed) <= rules["max_choices"]
                for slot, listed in entry["choices"].items()
            )
            and are_names(entry["continuing"], codes)
            and are_names(entry["slot_order"], slots)
            and len(entry["slot_order"]) == len(slots)
            and 1 <= entry["wanted"] <= len(slots)
            and 0 <= entry["extra_tickets"] <= most_extra
        )
        if not is_right:
            row = canonical(entry)
            raise Wrong(f"志愿清单有一行不合规则或没排好 / A row is wrong or out of order: {row}")
        before = entry["ticket"]


# ---- The draw ------------------------------------------------------------------------------------


def solve(rules, entries, numbers):
    """Draw; close the section furthest below its minimum; draw again; until none is too small."""
    in_order, closed, shut = {}, [], {slot: frozenset() for slot in rules["slots"]}
    for place, slot in enumerate(shut):
        number_of = turn(numbers, place, len(shut))
        in_order[slot] = sorted(entries, key=lambda entry: number_of[entry["ticket"]])

    @cache  # a slot with the same lists and sections need not be drawn again
    def draw(slot, shut_here, withdrawn):
        return draw_slot(rules, slot, in_order[slot], shut_here, withdrawn)

    while True:
        drawn = draw_all_slots(entries, shut, draw)
        filled = Counter(code for place_of in drawn.values() for code in place_of.values())
        too_small = [
            (Fraction(filled[s["code"]], s["min_size"]), s["code"], s)
            for s in rules["sections"]
            if filled[s["code"]] < s["min_size"] and not s["runs_anyway"]
            if s["code"] not in shut[s["slot"]]
        ]
        if not too_small:
            break
        _share, code, section = min(too_small)
        closed.append({"section": code, "filled": filled[code], "min_size": section["min_size"]})
        shut[section["slot"]] |= {code}
    found = places_and_cutoffs(rules, in_order, drawn, shut)
    return {**found, "numbers": numbers, "closed": closed}


def places_and_cutoffs(rules, in_order, drawn, shut):
    """Say who has which place and, of each section, the worst number with an open seat."""
    places, cutoffs, inside = defaultdict(dict), {}, defaultdict(list)
    for slot, place_of in drawn.items():
        for n, entry in enumerate(in_order[slot], start=1):
            own = places[entry["ticket"]]
            if entry["ticket"] in place_of:
                own[slot] = place_of[entry["ticket"]]
                inside[own[slot]].append(n)
    for section in rules["sections"]:
        code, slot, seats = section["code"], section["slot"], section["seats"]
        if code not in shut[slot]:
            opened, _left_out = choose(section, inside[code], in_order[slot])
            last = opened[-1] if opened and len(inside[code]) == seats else None
            cutoffs[code] = {"seats": seats, "taken": len(inside[code]), "last_number": last}
    return {"places": places, "cutoffs": cutoffs}


def draw_all_slots(entries, shut, draw):
    """Draw all slots, again and again, until nobody holds more places than wanted.

    Whoever does keeps the first ones in the own order of slots and withdraws the other lists.
    """
    withdrawn = {slot: frozenset() for slot in shut}
    while True:
        drawn = {slot: draw(slot, shut[slot], withdrawn[slot]) for slot in shut}
        too_many = defaultdict(set)
        for entry in (entry for entry in entries if entry["wanted"] < len(shut)):
            held = [slot for slot in entry["slot_order"] if entry["ticket"] in drawn[slot]]
            for slot in held[entry["wanted"] :]:
                too_many[slot].add(entry["ticket"])
        if not too_many:
            return drawn
        withdrawn = {slot: withdrawn[slot] | too_many[slot] for slot in shut}


def draw_slot(rules, slot, in_order, shut, withdrawn):
    """Draw one slot; in it everybody is called by the number: 1 is the first entry `in_order`."""
    here = {s["code"]: s for s in rules["sections"] if s["slot"] == slot and s["code"] not in shut}
    lists = {
        n: entry["choices"][slot]
        for n, entry in enumerate(in_order, start=1)
        if entry["choices"].get(slot) and entry["ticket"] not in withdrawn
    }
    if rules["mechanism"] == "fair":
        place_of = draw_fair(lists, here, in_order)
    else:
        place_of = draw_optimum(rules["mechanism"], lists, here)
    return {in_order[n - 1]["ticket"]: code for n, code in place_of.items()}


def draw_fair(lists, sections, in_order):
    """`fair`: everybody asks down the own list; a section with too many lets one go on asking.

    The order of asking has no effect; here the best number begins.
    """
    inside, wishes = {code: [] for code in sections}, {n: iter(lists[n]) for n in lists}
    asked, is_plain = {*sections}, not any(map(has_priorities, sections.values()))
    for asking in lists:
        n = asking
        while (code := next((c for c in wishes[n] if c in asked), None)) is not None:
            insort(inside[code], n)
            if len(inside[code]) > sections[code]["seats"]:
                _opened, (n,) = choose(sections[code], inside[code], in_order)
                inside[code].remove(n)
                continue
            if is_plain and len(inside[code]) == sections[code]["seats"]:
                asked.remove(code)  # all who still ask have worse numbers
            break
    return {n: code for code, numbers in inside.items() for n in numbers}


def has_priorities(section):
    """Whether anything but the number counts in a section."""
    return section["reserved"] > 0 or section["continuing_share"] > 0


def choose(section, asking, in_order):
    """Say to whom of those who ask a section gives its open seats, and to whom it gives none.

    Before the open seats come its reserved ones, then those of its continuing members.
    """
    seats, first = section["seats"], []
    if has_priorities(section):
        group = [n for n in asking if in_order[n - 1]["reserved_group"]]
        first = group[: min(section["reserved"], seats)]
        share = min(seats * section["continuing_share"] // 100, seats - len(first))
        members = [n for n in asking if section["code"] in in_order[n - 1]["continuing"]]
        first += [n for n in members if n not in first][:share]
        asking = [n for n in asking if n not in first]
    return asking[: seats - len(first)], asking[seats - len(first) :]


def draw_optimum(mechanism, lists, sections):
    """`fewest-unplaced` and `most-first`: the best assignment of a slot, unique by the numbers.

    A place at rank r has a cost, and so has no place; the sum of costs is made as small as it can
    be. `fewest-unplaced`: r, and no place costs more than all ranks together. `most-first`: first
    choices, second choices, ... are the digits of one large number. Of equal sums the ranks
    decide, those of number 1, 2, ... again as the digits of one large number.
    """
    longest, many = max(map(len, lists.values()), default=0), len(lists) + 1
    costs = [*range(longest + 1), longest * many]
    if mechanism == "most-first":
        costs = [*(-(many ** (longest - rank)) for rank in range(longest + 1)), 0]
    cost_of, worst = {}, max(lists, default=0)
    for n, listed in lists.items():
        ranks = {code: rank for rank, code in enumerate(listed, start=1) if code in sections}
        ranks[NOWHERE] = longest + 1
        digit = (longest + 2) ** (worst - n)
        cost_of[n] = {code: (costs[rank], rank * digit) for code, rank in ranks.items()}
    room = {**{code: section["seats"] for code, section in sections.items()}, NOWHERE: many}
    inside = {code: set() for code in room}
    for n, ranks in cost_of.items():
        inside[next(iter(ranks))].add(n)  # all begin at their favourite
    steps = {code: cheapest_steps(code, inside[code], cost_of) for code in room}
    while True:
        crowded = [code for code in room if len(inside[code]) > room[code]]
        if not crowded:
            return {n: code for code in sections for n in inside[code]}
        cost, came = cheapest_chains(crowded, steps)
        end = min((code for code in cost if len(inside[code]) < room[code]), key=cost.get)
        changed = {end}
        while end in came:
            before, n = came[end]
            inside[before].remove(n)
            inside[end].add(n)
            end = before
            changed.add(end)
        for code in changed:
            steps[code] = cheapest_steps(code, inside[code], cost_of)


def cheapest_steps(code, inside, cost_of):
    """Say what it costs at least to move somebody of this section to each other one, and whom."""
    found = {}
    for n in inside:
        here, tie = cost_of[n][code]
        for other, (there, other_tie) in cost_of[n].items():
            if other != code:
                step = (there - here, other_tie - tie, n)
                if other not in found or step < found[other]:
                    found[other] = step
    return found


def cheapest_chains(sources, steps):
    """Find the least cost of chains of steps that start in `sources` (Bellman and Ford)."""
    cost, came, reached = dict.fromkeys(sources, (0, 0)), {}, sources
    while reached:
        nearer = {}
        for code in reached:
            here, tie = cost[code]
            for other, (extra, extra_tie, n) in steps[code].items():
                so_far, tie_so_far = cost.get(other, FAR)
                if here + extra < so_far or (
                    here + extra == so_far and tie + extra_tie < tie_so_far
                ):
                    cost[other], came[other] = (here + extra, tie + extra_tie), (code, n)
                    nearer[other] = True
        reached = nearer
    return cost, came


# ---- The checks, one after the other -------------------------------------------------------------


def check_bundle(bundle):
    """Check a bundle; after each step give a sentence in Chinese and in English."""
    rules, is_full = bundle["manifest"], "entries" in bundle
    for name, kind in PARTS.items():
        is_there = type(bundle.get(name, kind())) is kind
        need(is_there, f"{name} 缺少或不对 / {name} is missing or of a wrong kind")
    for name in HASHES:
        need(is_hash(bundle[name]), f"{name} 不是 64 位哈希 / {name} is not 64 hex digits")
    expect(bundle, "manifest_hash", sha256(bundle.texts["manifest"]))
    check_rules(rules)
    yield "规则文件与公布的哈希一致 / The manifest has the published hash"
    expect(bundle, "commitment", sha256(b"commit/v1\n" + bytes.fromhex(bundle["seed"])))
    yield "种子正是开放前承诺的那个 / The seed is the one promised before the opening"
    if is_full:
        check_freeze(bundle, rules)
        yield f"清单 {bundle['entries_rows']} 行，与锁定时一致 / The rows are those frozen"
    text = bundle["public_text"]
    is_long = isinstance(text, str) and len(re.findall("[0-9]", text)) >= 9
    need(is_long, "现场号码不足九位数字 / The public text has fewer than nine digits")
    key = draw_key(bundle["seed"], bundle["manifest_hash"], bundle["entries_hash"], text)
    expect(bundle, "key", key.hex())
    yield f"现场号码 {text} 得出密钥 / The text drawn in public gives the key"
    check_cutoffs(bundle, rules)
    yield "录取末位号与规则文件相符 / The cut-offs fit the manifest"
    if is_full:
        check_result(bundle, rules)
        yield "重新抽签，号码、名额和结果一字不差 / Drawn again, all places are the same"


def expect(bundle, name, computed):
    """Compare a value of the bundle with what was computed."""
    sentence = f"{name} 不一致 / {name} is {bundle[name]} here, but {computed} by computation"
    need(bundle[name] == computed, sentence)


def check_freeze(bundle, rules):
    """Check the entries against what was published before the digits were drawn."""
    text = bundle.texts["entries"][1:-1]  # inside a row, "choices" never stands after "{"
    rows = text.replace('},{"choices":', '}\n{"choices":').encode().splitlines()
    expect(bundle, "entries_hash", sha256(b"".join(row + b"\n" for row in rows)))
    expect(bundle, "entries_rows", len(rows))
    expect(bundle, "merkle_root", merkle_root(rows))
    check_entries(bundle["entries"], rules)


def check_result(bundle, rules):
    """Draw again and compare everything."""
    is_whole = ("earlier_result" in bundle) == ("numbers_from" in rules)
    need(is_whole, "第一轮结果缺少或多余 / The first result is missing, or not asked for")
    key, entries = bytes.fromhex(bundle["key"]), bundle["entries"]
    if "numbers_from" in rules:
        numbers = second_round_numbers(numbers_before(bundle, rules), key, entries)
    else:
        numbers = draw_numbers(key, entries)
    computed = solve(rules, entries, numbers)
    need(set(map(type, bundle["numbers"].values())) <= {int}, "号码不对 / The numbers are wrong")
    if (given := {name: bundle[name] for name in computed}) != computed:
        what = first_difference(given, computed)
        raise Wrong(f"重新抽签，结果不同 / Drawn again, the result differs: {what}")
    texts = {name: bundle.texts[name] for name in computed}
    expect(bundle, "result_hash", sha256(joined({"format": '"draw-result/1"', **texts})))


def numbers_before(bundle, rules):
    """Give the numbers of the first draw, if its result is the one that the manifest names."""
    source, earlier = rules["numbers_from"], bundle["earlier_result"]
    is_named = has_kinds(earlier, EARLIER) and sha256(canonical(earlier)) == source["result_hash"]
    need(is_named, "第一轮结果与规则文件不符 / The first result is not the one the manifest names")
    numbers = earlier["numbers"]
    is_order = set(map(type, numbers.values())) <= {int}
    is_order = is_order and sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    need(is_order, "第一轮号码不是 1 到 S / The first numbers are not 1 to S")
    return turn(numbers, source["place"], source["slots"])


def first_difference(given, computed):
    """Name the first thing that differs, with what is given and what was computed."""
    if isinstance(given, dict) and isinstance(computed, dict):
        for name in sorted({*given, *computed}):
            one, other = given.get(name), computed.get(name)
            if one != other:
                return f"{name}: {first_difference(one, other)}"
    return f"{canonical(given)} / {canonical(computed)}"


def check_first(first, bundle):
    """Check the first draw of a second round too; after each step give a sentence."""
    source = bundle["manifest"].get("numbers_from")
    is_first = source is not None and first["result_hash"] == source["result_hash"]
    need(is_first, "这不是它的第一轮 / This is not the first draw of that second round")
    yield from check_bundle(first)
    slots = first["manifest"]["slots"]
    is_slot = (
        len(slots) == source["slots"] and [slots[source["place"]]] == bundle["manifest"]["slots"]
    )
    need(is_slot, "时间不是第一轮的那个 / The slot is not the one of the first draw")
    yield "这正是第二轮所倒转的抽签 / This is the draw that the second round turns round"


def check_cutoffs(bundle, rules):
    """Check, without rows, that each section either opened or closed as the rules allow."""
    closed, cutoffs = bundle["closed"], bundle["cutoffs"]
    is_whole = all(has_kinds(step, CLOSING) for step in closed)
    codes = sorted([*cutoffs, *(step["section"] for step in closed)]) if is_whole else None
    is_whole = codes == sorted(section["code"] for section in rules["sections"])
    need(is_whole, "社团与规则文件不符 / The sections are not those of the manifest")
    steps = {step["section"]: step for step in closed}
    for section in rules["sections"]:
        code, least, may_be_small = section["code"], section["min_size"], section["runs_anyway"]
        if code in steps:
            filled = steps[code]["filled"]
            is_right = 0 <= filled < steps[code]["min_size"] == least and not may_be_small
        else:
            is_right = is_cutoff(cutoffs[code], section, bundle["entries_rows"])
        need(is_right, f"社团 {code} 的录取末位号不合规则 / The cut-off of {code} is impossible")


def is_cutoff(cutoff, section, rows):
    """Whether a section may have opened so: large enough, and a last number only if it is full."""
    last = cutoff.get("last_number") if isinstance(cutoff, dict) else None
    kinds = {"seats": int, "taken": int, "last_number": int if last is not None else type(None)}
    return (
        has_kinds(cutoff, kinds)
        and cutoff["seats"] == section["seats"] >= cutoff["taken"] >= 0
        and (cutoff["taken"] >= section["min_size"] or section["runs_anyway"])
        and (last is None or (cutoff["taken"] == cutoff["seats"] and 1 <= last <= rows))
    )


def check_own_row(own, bundle):
    """Check that a family's own row was among the frozen entries; give a sentence for each step."""
    is_right = has_kinds(own, OWN_ROW) and 0 <= own["index"] < own["rows"]
    is_right = is_right and all(map(is_hash, own["path"]))
    need(is_right, "这一行的文件不对 / The own row is malformed")
    expect(own, "entries_hash", bundle["entries_hash"])
    expect(own, "rows", bundle["entries_rows"])
    root = root_over(own["row"].encode(), own["index"], own["rows"], own["path"])
    for computed in (root, bundle["merkle_root"]):
        expect(own, "merkle_root", computed)
    yield f"这一行在锁定的志愿清单里 / This row is among the frozen ones: {own['row']}"
    entry = json.loads(own["row"])
    receipt = {"format": "draw-receipt/1", **{name: entry[name] for name in OWN}}
    if sha256(canonical(receipt)) == own["receipt_hash"]:
        yield f"请与回执上的校验值对照 / Compare with your receipt: {own['receipt_hash']}"
    else:
        yield (
            "与回执不同：有社团公开撤下，或锁定时已不能报 / It differs from the receipt: "
            "a club was withdrawn in public or was no longer possible at the freeze"
        )


def main(names):
    """Check the bundle and, if given, own rows; say what was found; give the exit code."""
    try:
        bundle = read(names[0], FILES)
        steps = [check_bundle(bundle)]
        for name in names[1:]:
            other = read(name, {**FILES, "draw-row/1": [OWN_ROW.keys()]})
            check = check_own_row if other["format"] == "draw-row/1" else check_first
            steps.append(check(other, bundle))
        for sentence in chain.from_iterable(steps):
            print("对 OK  ", sentence)
    except Wrong as fault:
        print("不对 WRONG  ", fault)
        return 1
    except (OSError, ValueError, RecursionError) as fault:
        print("读不了 UNREADABLE  ", fault)
        return 2
    if "entries" not in bundle:
        print(
            "未核对 NOT CHECKED   公开核对包里没有志愿清单 / entries, numbers, result: no rows here"
        )
    print("result_hash", bundle["result_hash"])
    return 0


if __name__ == "__main__":
    gc.disable()  # the program ends before memory matters, and reads large files faster
    sys.stdout.reconfigure(errors="replace")  # a console without a character shows "?"
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)

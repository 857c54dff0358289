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
from collections import Counter, defaultdict, deque
from fractions import Fraction
from functools import cache
from pathlib import Path

HASHES = {"manifest_hash", "commitment", "seed", "entries_hash", "merkle_root", "key"}
HASHES |= {"result_hash"}
PUBLIC = {*HASHES, "format", "manifest", "entries_rows", "public_text", "closed", "cutoffs"}
FULL = {*PUBLIC, "entries", "places", "numbers"}
SECOND = {*FULL, "earlier_result"}
OWN_ROW = {"format": str, "row": str, "index": int, "rows": int, "path": list}
OWN_ROW = {**OWN_ROW, "merkle_root": str, "entries_hash": str, "receipt_hash": str}
RULES = {
    "format": ["draw-manifest/1"],
    "mechanism_version": [1],
    "mechanism": ["fair", "fewest-unplaced", "most-first"],
    "priority_order": [["reserved", "continuing", "number"]],
    "ticket_rule": ["one chance each", "one chance each and one for each credit owed"],
}
TEXTS = ("school", "title", "opens_at", "closes_at", "public_source")
MANIFEST = {
    **{name: type(known[0]) for name, known in RULES.items()},
    **dict.fromkeys(TEXTS, str),
    "number": int,
    "max_choices": int,
    "slots": list,
    "sections": list,
}
NUMBERS_FROM = {"result_hash": str, "place": int, "slots": int}  # of a second round only
EARLIER = {"format": str, "closed": list, "cutoffs": dict, "numbers": dict, "places": dict}
SECTION = {"code": str, "slot": str, "seats": int, "min_size": int, "reserved": int}
SECTION = {**SECTION, "continuing_share": int, "runs_anyway": bool}
SEATS = ("seats", "min_size", "reserved", "continuing_share")
OWN = {"choices": dict, "slot_order": list, "ticket": str, "wanted": int}  # as on the receipt
ENTRY = {"continuing": list, "extra_tickets": int, "linked": type(None), "reserved_group": bool}
ENTRY = {**OWN, **ENTRY}
CLOSING = {"section": str, "filled": int, "min_size": int}
NOWHERE = ""  # the "section" of those who get no place; it has room for everybody


class Wrong(Exception):
    """Something is not as it must be: one sentence, in Chinese and in English."""


class Unreadable(Exception):
    """The file is no bundle at all."""


def need(is_right, sentence):
    """Stop at the first thing that is wrong."""
    if not is_right:
        raise Wrong(sentence)


# ---- Texts and hashes ----------------------------------------------------------------------------


def read(path, formats):
    """Read a file of canonical JSON: whatever is changed in it, even a space, is found."""
    try:
        text = Path(path).read_bytes().decode("utf-8")
        value = json.loads(text, parse_float=_no_fraction, parse_constant=_no_fraction)
    except (OSError, ValueError, RecursionError) as fault:
        raise Unreadable(f"{path} 无法读取 / {path} cannot be read: {fault}") from fault
    is_known = isinstance(value, dict) and value.get("format") in formats
    if not is_known or value.keys() not in formats[value["format"]]:
        raise Unreadable(f"{path} 不是核对包 / {path} is not a file of a draw")
    is_same = text == canonical(value) + "\n"
    need(is_same, f"{path} 下载后被改动过 / {path} was changed: its JSON is not canonical")
    plain = text[:-1].replace("\\\\", "").replace('\\"', "")  # no other escapes are left
    is_plain = not re.search("[\x00-\x1f\x7f-\x9f\\\\]", plain)
    is_plain = is_plain and unicodedata.is_normalized("NFC", text)
    need(is_plain, f"{path} 有控制字符或非 NFC 文字 / {path} has text that is not plain NFC")
    return value


def _no_fraction(text):
    raise ValueError(f"{text} is not a whole number")


ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value):
    """Write a value in the one way that its hash is taken of."""
    return ENCODER.encode(value)


def sha256(data):
    """SHA-256 of bytes, or of a text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def is_hash(value):
    """Whether a value is 64 hexadecimal digits."""
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def leaf(row):
    """Hash a row as a leaf of the tree (RFC 6962)."""
    return hashlib.sha256(b"\x00" + row).digest()


def node(left, right):
    """Hash two neighbours of the tree into the one above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(rows):
    """Hash all rows pair by pair up to one root; a lone last one moves up as it is."""
    level = [leaf(row) for row in rows] or [hashlib.sha256(b"").digest()]
    while len(level) > 1:
        pairs = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
    return level[0].hex()


def root_over(row, index, rows, path):
    """Climb from one row to the root with the hashes of its neighbours on the way."""
    value, neighbours = leaf(row), [bytes.fromhex(neighbour) for neighbour in path]
    while rows > 1 and neighbours:
        if index % 2:
            value = node(neighbours.pop(0), value)
        elif index + 1 < rows:
            value = node(value, neighbours.pop(0))
        index, rows = index // 2, (rows + 1) // 2
    return value.hex() if rows == 1 and not neighbours else None


def draw_key(seed, manifest_hash, entries_hash, public_text):
    """Mix the promised seed with rules, entries and the text that was drawn in public."""
    text = f"draw/v1\n{manifest_hash}\n{entries_hash}\n{public_text}"
    return hmac.digest(bytes.fromhex(seed), text.encode(), "sha256")


def ticket_value(key, ticket, chances):
    """Give the smallest of a ticket's hashes."""
    texts = [f"ticket/v1\n{ticket}\n{j}" for j in range(1, chances + 1)]
    return min(hmac.digest(key, text.encode(), "sha256") for text in texts)


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


def are_names(value, known):
    """Whether a value is a list of names, all of the set `known`, none of them twice."""
    is_list = isinstance(value, list) and set(map(type, value)) <= {str}
    return is_list and len(set(value)) == len(value) and known.issuperset(value)


def check_rules(rules):
    """Refuse a manifest with rules that this file does not know."""
    kinds = {**MANIFEST, "numbers_from": dict} if "numbers_from" in rules else MANIFEST
    need(has_kinds(rules, kinds), "规则文件不完整 / The manifest has other parts than it should")
    for name, known in RULES.items():
        need(rules[name] in known, f"规则文件的 {name} 不认识 / {name} of the manifest is unknown")
    source = rules.get("numbers_from")
    is_right = source is None or (
        has_kinds(source, NUMBERS_FROM)
        and is_hash(source["result_hash"])
        and 0 <= source["place"] < source["slots"]
        and (rules["mechanism"], len(rules["slots"])) == ("fair", 1)
        and rules["ticket_rule"] == RULES["ticket_rule"][0]
    )
    need(is_right, "第二轮的号码来源不对 / A second round must name the slot it turns round")
    slots, codes = rules["slots"], []
    is_right = slots and set(map(type, slots)) == {str} and are_names(slots, set(slots))
    need(is_right, "时间不对 / The slots of the manifest are wrong")
    for section in rules["sections"]:
        is_right = has_kinds(section, SECTION) and section["slot"] in slots
        is_right = is_right and min(section[name] for name in SEATS) >= 0
        is_right = is_right and (rules["mechanism"] == "fair" or not has_priorities(section))
        need(is_right, f"规则文件里的社团不对 / A section is wrong: {canonical(section)}")
        codes.append(section["code"])
    need(
        are_names(codes, set(codes)), "规则文件里社团重复 / A section stands twice in the manifest"
    )


def check_entries(entries, rules):
    """Refuse entries that do not fit the rules; they stand in the order of their tickets."""
    slots, codes_of, before = set(rules["slots"]), defaultdict(set), ""
    for section in rules["sections"]:
        codes_of[section["slot"]].add(section["code"])
    codes = set().union(*codes_of.values())
    most_extra = 0 if rules["ticket_rule"] == RULES["ticket_rule"][0] else 2
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
    sections = {section["code"]: section for section in rules["sections"]}
    closed, shut = [], {slot: frozenset() for slot in rules["slots"]}

    @cache  # a slot with the same lists and sections need not be drawn again
    def draw(slot, shut_here, withdrawn):
        return draw_slot(rules, slot, entries, numbers, shut_here, withdrawn)

    while True:
        drawn = draw_all_slots(entries, shut, draw)
        filled = Counter(code for place_of, _last in drawn.values() for code in place_of.values())
        too_small = [
            (Fraction(filled[code], section["min_size"]), code)
            for code, section in sections.items()
            if filled[code] < section["min_size"]
            and not section["runs_anyway"]
            and code not in shut[section["slot"]]
        ]
        if not too_small:
            break
        code = min(too_small)[1]
        least, slot = sections[code]["min_size"], sections[code]["slot"]
        closed.append({"section": code, "filled": filled[code], "min_size": least})
        shut[slot] |= {code}
    places, cutoffs = {entry["ticket"]: {} for entry in entries}, {}
    for slot, (place_of, _last) in drawn.items():
        for ticket, code in place_of.items():
            places[ticket][slot] = code
    for code, section in sections.items():
        if code not in shut[section["slot"]]:
            last = drawn[section["slot"]][1].get(code)
            is_full = filled[code] == section["seats"]
            cutoffs[code] = {"seats": section["seats"], "taken": filled[code]}
            cutoffs[code]["last_number"] = last if is_full else None
    return {"places": places, "numbers": numbers, "closed": closed, "cutoffs": cutoffs}


def draw_all_slots(entries, shut, draw):
    """Draw all slots, again and again, until nobody holds more places than wanted.

    Whoever does keeps the first ones in the own order of slots and withdraws the other lists.
    """
    withdrawn = {slot: frozenset() for slot in shut}
    while True:
        drawn = {slot: draw(slot, shut[slot], withdrawn[slot]) for slot in shut}
        too_many = defaultdict(set)
        for entry in (entry for entry in entries if entry["wanted"] < len(shut)):
            held = [slot for slot in entry["slot_order"] if entry["ticket"] in drawn[slot][0]]
            for slot in held[entry["wanted"] :]:
                too_many[slot].add(entry["ticket"])
        if not too_many:
            return drawn
        withdrawn = {slot: withdrawn[slot] | too_many[slot] for slot in shut}


def draw_slot(rules, slot, entries, numbers, shut, withdrawn):
    """Draw one slot: who got which section, and the last number among its open seats."""
    here = [section for section in rules["sections"] if section["slot"] == slot]
    sections = {section["code"]: section for section in here if section["code"] not in shut}
    number_of = turn(numbers, rules["slots"].index(slot), len(rules["slots"]))
    entry_of = {entry["ticket"]: entry for entry in entries if entry["choices"].get(slot)}
    in_order = sorted(entry_of.keys() - withdrawn, key=number_of.get)
    lists = {ticket: entry_of[ticket]["choices"][slot] for ticket in in_order}
    if rules["mechanism"] != "fair":
        return draw_optimum(rules["mechanism"], lists, sections, number_of)
    if any(has_priorities(section) for section in here):
        return draw_with_priorities(lists, sections, number_of, entry_of)
    return draw_in_number_order(lists, sections, number_of)


def has_priorities(section):
    """Whether anything but the number counts in a section."""
    return section["reserved"] > 0 or section["continuing_share"] > 0


def draw_in_number_order(lists, sections, number_of):
    """`fair` where only the number counts: one after the other takes the first with a free seat."""
    free = {code: section["seats"] for code, section in sections.items()}
    place_of, last = {}, {}
    for ticket, listed in lists.items():
        code = next((code for code in listed if free.get(code)), None)
        if code is not None:
            free[code] -= 1
            place_of[ticket], last[code] = code, number_of[ticket]
    return place_of, last


def draw_with_priorities(lists, sections, number_of, entry_of):
    """`fair` in full: everybody asks down the list, each section keeps whom it chooses."""
    held = {code: [] for code in sections}
    opened = {}  # section -> those with an open seat
    wishes = {t: iter([c for c in listed if c in sections]) for t, listed in lists.items()}
    asking = list(lists)
    while asking:
        asked = defaultdict(list)
        for ticket in asking:
            code = next(wishes[ticket], None)
            if code is not None:
                asked[code].append(ticket)
        asking = []
        for code, new in asked.items():
            everybody = sorted(held[code] + new, key=number_of.get)
            first, opened[code] = choose(sections[code], everybody, entry_of)
            held[code] = first + opened[code]
            kept = set(held[code])
            asking += [ticket for ticket in everybody if ticket not in kept]
    place_of = {ticket: code for code, tickets in held.items() for ticket in tickets}
    return place_of, {code: number_of[t[-1]] for code, t in opened.items() if t}


def choose(section, asking, entry_of):
    """Choose from those who ask (best number first): reserved, continuing, then open seats."""
    seats, code = section["seats"], section["code"]
    first = [t for t in asking if entry_of[t]["reserved_group"]][: min(section["reserved"], seats)]
    share = min(seats * section["continuing_share"] // 100, seats - len(first))
    members = [t for t in asking if code in entry_of[t]["continuing"] and t not in first]
    first += members[:share]
    chosen = set(first)
    return first, [t for t in asking if t not in chosen][: seats - len(first)]


def draw_optimum(mechanism, lists, sections, number_of):
    """`fewest-unplaced` and `most-first`: the best assignment of a slot, unique by the numbers.

    A place at rank r has a cost, and so has no place; the sum of costs is made as small as it can
    be. `fewest-unplaced`: r, and no place costs more than all ranks together. `most-first`: first
    choices, second choices, ... are the digits of one large number.
    """
    longest, base = max(map(len, lists.values()), default=1), len(lists) + 1
    if mechanism == "fewest-unplaced":
        costs, nowhere = list(range(longest + 1)), base * longest
    else:
        costs, nowhere = [-(base ** (longest - rank)) for rank in range(longest + 1)], 0
    cost_of = {}
    for ticket, listed in lists.items():
        ranks = enumerate(listed, start=1)
        cost_of[ticket] = {code: costs[rank] for rank, code in ranks if code in sections}
        cost_of[ticket][NOWHERE] = nowhere
    room = {code: section["seats"] for code, section in sections.items()}
    assignment = Assignment(cost_of, {**room, NOWHERE: len(lists)})
    assignment.empty_crowded_sections()
    assignment.favour_the_best_numbers()
    place_of, last = {}, {}
    for ticket in lists:  # the best number first, so that the last one stays
        code = assignment.place_of[ticket]
        if code != NOWHERE:
            place_of[ticket], last[code] = code, number_of[ticket]
    return place_of, last


class Assignment:
    """Students (best number first) and their places, at first all at their favourite."""

    def __init__(self, cost_of, room):
        self.cost_of, self.room = cost_of, room
        self.place_of = {ticket: next(iter(costs)) for ticket, costs in cost_of.items()}
        self.members = {code: set() for code in room}
        for ticket, code in self.place_of.items():
            self.members[code].add(ticket)
        self.steps = {code: self.cheapest_steps(code) for code in room}

    def cheapest_steps(self, code):
        """For each other section: the least extra cost of moving somebody there, and whom."""
        found = {}
        for ticket in self.members[code]:
            costs = self.cost_of[ticket]
            for other, cost in costs.items():
                extra = cost - costs[code]
                if other != code and (other not in found or extra < found[other][0]):
                    found[other] = (extra, ticket)
        return found

    def move(self, moves):
        """Move students, given as (ticket, new place)."""
        changed = {self.place_of[ticket] for ticket, _code in moves}
        for ticket, code in moves:
            self.members[self.place_of[ticket]].discard(ticket)
            self.members[code].add(ticket)
            self.place_of[ticket] = code
            changed.add(code)
        return changed

    def cheapest_chains(self, sources):
        """Find the least cost of chains of moves that start in `sources` (Bellman and Ford)."""
        cost, came, waiting = dict.fromkeys(sources, 0), {}, deque(sources)
        while waiting:
            code = waiting.popleft()
            for other, (extra, ticket) in self.steps[code].items():
                if other not in cost or cost[code] + extra < cost[other]:
                    cost[other], came[other] = cost[code] + extra, (code, ticket)
                    if other not in waiting:
                        waiting.append(other)
        return cost, came

    def empty_crowded_sections(self):
        """Move one student after the other out of crowded sections, each time the cheapest way."""
        while True:
            crowded = [
                code for code, inside in self.members.items() if len(inside) > self.room[code]
            ]
            if not crowded:
                return
            cost, came = self.cheapest_chains(crowded)
            free = [code for code in cost if len(self.members[code]) < self.room[code]]
            end, moves = min(free, key=cost.get), []
            while end in came:
                before, ticket = came[end]
                moves.append((ticket, end))
                end = before
            for code in self.move(moves):
                self.steps[code] = self.cheapest_steps(code)

    def favour_the_best_numbers(self):
        """Among the equally good assignments, give number 1 the best place, then number 2, ...

        With `price` (the least extra cost until one more can enter a section) every assignment
        that is equally good uses `tight` places only, and changes prices other than 0 never free
        or fill a seat.
        """
        price, _came = self.cheapest_chains(
            [code for code, inside in self.members.items() if inside]
        )
        tight = {
            ticket: [
                code
                for code, cost in costs.items()
                if cost - price[code] == costs[self.place_of[ticket]] - price[self.place_of[ticket]]
            ]
            for ticket, costs in self.cost_of.items()
        }
        for ticket in self.cost_of:
            for code in tight.pop(ticket):  # who has had a turn moves no more
                if code == self.place_of[ticket]:
                    break
                moves = self.chain(code, self.place_of[ticket], tight, price)
                if moves is not None:
                    self.move([*moves, (ticket, code)])
                    break

    def chain(self, start, goal, tight, price):
        """Find moves that make room at `start` and fill the seat that becomes free at `goal`."""
        came, waiting, is_seat_used = {start: None}, deque([start]), False
        while waiting and goal not in came:
            code = waiting.popleft()
            reached = [(c, t) for t in self.members[code] if t in tight for c in tight[t]]
            if not is_seat_used and price[code] == 0 and len(self.members[code]) < self.room[code]:
                is_seat_used = True  # from here on any seat of price 0 may become free instead
                reached += [
                    (c, None) for c, inside in self.members.items() if inside and not price[c]
                ]
            for other, ticket in reached:
                if other not in came:
                    came[other] = (code, ticket)
                    waiting.append(other)
        moves, end = [], goal
        while came.get(end):
            before, ticket = came[end]
            moves += [(ticket, end)] if ticket else []
            end = before
        return moves if goal in came else None


# ---- The checks, one after the other -------------------------------------------------------------


def check_bundle(bundle):
    """Check a bundle; after each step give a sentence in Chinese and in English."""
    rules, is_full = bundle["manifest"], "entries" in bundle
    for name in HASHES:
        need(is_hash(bundle[name]), f"{name} 不是 64 位哈希 / {name} is not 64 hex digits")
    expect(bundle, "manifest_hash", sha256(canonical(rules)))
    check_rules(rules)
    yield "规则文件与公布的哈希一致 / The manifest has the published hash"
    expect(bundle, "commitment", sha256(b"commit/v1\n" + bytes.fromhex(bundle["seed"])))
    yield "种子正是开放前承诺的那个 / The seed is the one promised before the opening"
    if is_full:
        check_freeze(bundle, rules)
        yield f"清单 {bundle['entries_rows']} 行，与锁定时一致 / The rows are those frozen"
    check_key(bundle)
    yield f"现场号码 {bundle['public_text']} 得出密钥 / The text drawn in public gives the key"
    if is_full:
        check_result(bundle, rules)
        yield "重新抽签，号码、名额和结果一字不差 / Drawn again, all places are the same"
    else:
        check_cutoffs(bundle, rules)
        yield "录取末位号与规则文件相符 / The cut-offs fit the manifest"


def expect(bundle, name, computed):
    """Compare a value of the bundle with what was computed."""
    sentence = f"{name} 不一致 / {name} is {bundle[name]} here, but {computed} by computation"
    need(type(bundle[name]) is type(computed) and bundle[name] == computed, sentence)


def check_freeze(bundle, rules):
    """Check the entries against what was published before the digits were drawn."""
    need(isinstance(bundle["entries"], list), "没有志愿清单 / The entries are missing")
    rows = [canonical(entry).encode() for entry in bundle["entries"]]
    expect(bundle, "entries_hash", sha256(b"".join(row + b"\n" for row in rows)))
    expect(bundle, "entries_rows", len(rows))
    expect(bundle, "merkle_root", merkle_root(rows))
    check_entries(bundle["entries"], rules)


def check_key(bundle):
    """Check the public text and the key."""
    text = bundle["public_text"]
    is_long = isinstance(text, str) and len(re.findall("[0-9]", text)) >= 9
    need(is_long, "现场号码不足九位数字 / The public text has fewer than nine digits")
    key = draw_key(bundle["seed"], bundle["manifest_hash"], bundle["entries_hash"], text)
    expect(bundle, "key", key.hex())


def check_result(bundle, rules):
    """Draw again and compare everything."""
    is_whole = ("earlier_result" in bundle) == ("numbers_from" in rules)
    need(is_whole, "第一轮结果缺少或多余 / The first result is missing, or not asked for")
    key, entries = bytes.fromhex(bundle["key"]), bundle["entries"]
    if "numbers_from" in rules:
        numbers = second_round_numbers(numbers_before(bundle, rules), key, entries)
    else:
        numbers = draw_numbers(key, entries)
    computed = solve(rules, bundle["entries"], numbers)
    given = {name: bundle[name] for name in computed}
    text = canonical({"format": "draw-result/1", **computed})
    if canonical({"format": "draw-result/1", **given}) != text:
        what = first_difference(given, computed)
        raise Wrong(f"重新抽签，结果不同 / Drawn again, the result differs: {what}")
    expect(bundle, "result_hash", sha256(text))


def numbers_before(bundle, rules):
    """Give the numbers of the first draw, if its result is the one that the manifest names."""
    source, earlier = rules["numbers_from"], bundle.get("earlier_result")
    is_named = has_kinds(earlier, EARLIER) and sha256(canonical(earlier)) == source["result_hash"]
    need(is_named, "第一轮结果与规则文件不符 / The first result is not the one the manifest names")
    numbers = earlier["numbers"]
    is_order = set(map(type, numbers.values())) <= {int}
    is_order = is_order and sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    need(is_order, "第一轮号码不是 1 到 S / The first numbers are not 1 to S")
    return turn(numbers, source["place"], source["slots"])


def check_first(first, bundle):
    """Check the first draw of a second round too; after each step give a sentence."""
    source, slots = bundle["manifest"].get("numbers_from"), first["manifest"].get("slots")
    is_first = source is not None and first["result_hash"] == source["result_hash"]
    need(is_first, "这不是它的第一轮 / This is not the first draw of that second round")
    yield from check_bundle(first)
    is_slot = len(slots) == source["slots"]
    is_slot = is_slot and slots[source["place"]] == bundle["manifest"]["slots"][0]
    need(is_slot, "时间不是第一轮的那个 / The slot is not the one of the first draw")
    yield "这正是第二轮所倒转的抽签 / This is the draw that the second round turns round"


def first_difference(given, computed):
    """Name the first thing that differs, with what is given and what was computed."""
    if isinstance(given, dict) and isinstance(computed, dict):
        for name in sorted({*given, *computed}):
            one, other = given.get(name), computed.get(name)
            if canonical(one) != canonical(other):
                return f"{name}: {first_difference(one, other)}"
    return f"{canonical(given)} / {canonical(computed)}"


def check_cutoffs(bundle, rules):
    """Check, without rows, that each section either opened or closed as the rules allow."""
    closed, cutoffs = bundle["closed"], bundle["cutoffs"]
    is_whole = isinstance(cutoffs, dict) and isinstance(closed, list)
    is_whole = is_whole and all(has_kinds(step, CLOSING) for step in closed)
    need(is_whole, "没有录取末位号 / Cut-offs or closed sections are missing")
    steps = {step["section"]: step for step in closed}
    codes = sorted([*cutoffs, *(step["section"] for step in closed)])
    is_whole = codes == sorted(section["code"] for section in rules["sections"])
    need(is_whole, "社团与规则文件不符 / The sections are not those of the manifest")
    for section in rules["sections"]:
        code, seats, least = section["code"], section["seats"], section["min_size"]
        if code in steps:
            step = steps[code]
            is_right = (
                0 <= step["filled"] < step["min_size"] == least and not section["runs_anyway"]
            )
        else:
            last = cutoffs[code].get("last_number") if isinstance(cutoffs[code], dict) else None
            kinds = {"seats": int, "taken": int, "last_number": type(last)}
            is_right = (
                has_kinds(cutoffs[code], kinds)
                and cutoffs[code]["seats"] == seats >= cutoffs[code]["taken"] >= 0
                and (cutoffs[code]["taken"] >= least or section["runs_anyway"])
                and (last is None or cutoffs[code]["taken"] == seats)
                and (last is None or (type(last) is int and 1 <= last <= bundle["entries_rows"]))
            )
        need(is_right, f"社团 {code} 的录取末位号不合规则 / The cut-off of {code} is impossible")


def check_own_row(own, bundle):
    """Check that a family's own row was among the frozen entries; give a sentence for each step."""
    is_right = has_kinds(own, OWN_ROW) and 0 <= own["index"] < own["rows"]
    is_right = is_right and all(map(is_hash, own["path"]))
    need(is_right, "这一行的文件不对 / The own row is malformed")
    for name in ("merkle_root", "entries_hash"):
        expect(own, name, bundle[name])
    expect(own, "rows", bundle["entries_rows"])
    expect(
        own, "merkle_root", root_over(own["row"].encode(), own["index"], own["rows"], own["path"])
    )
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
        bundles = {"draw-bundle/1": (PUBLIC, FULL, SECOND)}
        bundle = read(names[0], bundles)
        for sentence in check_bundle(bundle):
            print("对 OK  ", sentence)
        for name in names[1:]:
            other = read(name, {**bundles, "draw-row/1": (OWN_ROW.keys(),)})
            check = check_own_row if other["format"] == "draw-row/1" else check_first
            for sentence in check(other, bundle):
                print("对 OK  ", sentence)
    except Wrong as fault:
        print("不对 WRONG  ", fault)
        return 1
    except Unreadable as fault:
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

import ast
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

import verify_draw
from app.lottery import downloads
from app.lottery.allocation.canonical import canonical, sha256
from app.lottery.allocation.draw import solve
from tests.lottery import bundles
from tests.lottery.allocation.problems import problems

FILE = Path(verify_draw.__file__)
MECHANISMS = ("fair", "fewest-unplaced", "most-first")


@pytest.fixture
def check(tmp_path, capsys):
    """Give texts of files to the verifier; gives its exit code and what it says."""

    def run(*texts):
        names = []
        for n, text in enumerate(texts):
            names.append(tmp_path / f"{n}.json")
            names[n].write_bytes(text if isinstance(text, bytes) else text.encode())
        code = verify_draw.main([str(name) for name in names])
        return code, capsys.readouterr().out

    return run


@pytest.fixture(scope="module")
def small():
    return bundles.drawn(bundles.problem(3, sections=2))


def _flipped(text, places, rng):
    data = text.encode()
    for place in places:
        yield data[:place] + bytes([data[place] ^ rng.randint(1, 255)]) + data[place + 1 :]


def test_the_test_vector_of_the_specification():
    manifest_hash, entries_hash = sha256("manifest"), sha256("entries")
    seed = bytes(range(32)).hex()
    key = verify_draw.draw_key(seed, manifest_hash, entries_hash, bundles.PUBLIC_TEXT)
    chances = {"A1": 1, "A2": 1, "A3": 3}
    entries = [{"ticket": t, "extra_tickets": k - 1} for t, k in chances.items()]

    assert key.hex() == "785bda6c27484d6463444c7b69ab0fae5395b69a59633db81a2f49d3eae9e98c"
    assert {t: verify_draw.ticket_value(key, t, k).hex() for t, k in chances.items()} == {
        "A1": "a84cdabb9057e08dff0a2ab569e9d51d4174b345f59847d2abc94365660cc83b",
        "A2": "a9476cf4a7646bd5ebb520df0b7c2bb3c9f1ff22c71e9277352456a882e83b15",
        "A3": "0f2b9fe63c1d4e48537f80f105ff28a56db2f8e136726295bb0ca0902019d5e2",
    }
    assert verify_draw.draw_numbers(key, entries) == {"A3": 1, "A1": 2, "A2": 3}


def test_it_is_one_file_of_the_standard_library():
    tree = ast.parse(FILE.read_text("utf8"), feature_version=(3, 9))
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert names
    assert names <= sys.stdlib_module_names


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("priorities", [False, True])
def test_bundles_of_every_mechanism_are_right(check, mechanism, priorities):
    has_priorities = priorities and mechanism == "fair"
    problem = bundles.problem(60, sections=6, priorities=has_priorities, seed=len(mechanism))
    draw = bundles.drawn(problem, mechanism)
    row = bundles.row_file(draw, "T000007")

    code, said = check(downloads.full_bundle(draw), row)

    assert json.loads(draw.result_text)["closed"]
    assert (code, said.splitlines()[-1]) == (0, f"result_hash {draw.result_hash}")
    assert "T000007" in said
    code, said = check(downloads.public_bundle(draw), row)
    assert code == 0
    assert "NOT CHECKED" in said


@given(problem=problems(slots=3))
@settings(deadline=None, max_examples=100)
def test_it_draws_as_the_product_does(problem):
    for mechanism in MECHANISMS:
        plain = {"reserved": 0, "continuing_share": 0} if mechanism != "fair" else {}
        sections = [section | plain for section in problem["sections"]]
        problem = problem | {"mechanism": mechanism, "sections": sections}
        computed = verify_draw.solve(problem, problem["students"], problem["numbers"])

        result = json.loads(solve(canonical(problem)))

        hash_ = result.pop("hash")
        assert {"format": "draw-result/1", **computed} == result
        assert sha256(canonical({"format": "draw-result/1", **computed})) == hash_


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_the_order_of_rows_and_sections_has_no_effect(mechanism):
    problem = bundles.problem(40, sections=5, seed=3)
    rng = random.Random(4)
    numbers = {s["ticket"]: n for n, s in enumerate(problem["students"], start=1)}
    first = verify_draw.solve(problem | {"mechanism": mechanism}, problem["students"], numbers)

    for _ in range(5):
        students, sections = (
            rng.sample(p, len(p)) for p in (problem["students"], problem["sections"])
        )
        rules = {"mechanism": mechanism, "slots": problem["slots"], "sections": sections}
        assert verify_draw.solve(rules, students, numbers) == first


def test_every_flipped_byte_of_a_small_full_bundle_is_found(check, small):
    text = downloads.full_bundle(small)
    assert check(text)[0] == 0
    places = range(len(text.encode()))

    missed = [
        place
        for place, changed in zip(places, _flipped(text, places, random.Random(1)), strict=True)
        if check(changed)[0] == 0
    ]

    assert missed == []


def test_flipped_bytes_of_a_large_bundle_are_found(check):
    draw = bundles.drawn(bundles.problem(300, sections=8, seed=2))
    text = downloads.full_bundle(draw)
    rng = random.Random(2)
    places = [rng.randrange(len(text.encode())) for _ in range(500)]

    assert [c for c in _flipped(text, places, rng) if check(c)[0] == 0] == []


def test_every_flipped_byte_of_an_own_row_is_found(check, small):
    public = downloads.public_bundle(small)
    row = bundles.row_file(small, "T000001")
    data = row.encode()
    # A wrong check sum of a receipt is no fault of the draw: it is said, and the family asks.
    from_, until = data.index(b'"receipt_hash":"') + 16, data.index(b'","row":')
    places = [place for place in range(len(data)) if not from_ <= place < until]

    assert check(public, row)[0] == 0
    found = [check(public, changed)[0] for changed in _flipped(row, places, random.Random(3))]
    assert set(found) <= {1, 2}
    other = row.replace(row[row.index('"receipt_hash":"') + 16 :][:64], "0" * 64)
    assert "differs from the receipt" in check(public, other)[1]


def _public(draw, **changes):
    return canonical(json.loads(downloads.public_bundle(draw)) | changes) + "\n"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"public_text": "12345678"}, "fewer than nine digits"),
        ({"public_text": "123456789"}, "key is"),
        ({"seed": "0" * 64}, "commitment is"),
        ({"entries_hash": "0" * 64}, "key is"),
        ({"merkle_root": "xyz"}, "not 64 hex digits"),
        ({"cutoffs": {}}, "not those of the manifest"),
        ({"cutoffs": []}, "missing"),
        ({"manifest": {}}, "manifest_hash is"),
    ],
)
def test_the_first_thing_that_is_wrong_is_said(check, small, changes, said):
    code, answer = check(_public(small, **changes))

    assert code == 1
    assert said in answer.splitlines()[-1]


def test_a_manifest_with_rules_of_its_own_is_refused(check, small):
    rules = json.loads(small.manifest.text)
    for change in ({"ticket_rule": "friends twice"}, {"bonus": 1}, {"mechanism": "boston"}):
        text = canonical(rules | change)
        changes = {"manifest": json.loads(text), "manifest_hash": sha256(text)}
        assert check(_public(small, **changes))[0] == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{}\n", b"[]\n", b"\xff", b"nonsense", b'{"format":1.5}\n', b"[" * 100_000],
    ids=["empty", "no keys", "list", "not utf-8", "no json", "fraction", "deep"],
)
def test_what_is_no_bundle_is_unreadable(check, content):
    assert check(content)[0] == 2


def test_a_bundle_that_is_not_canonical_is_refused(check, small):
    text = downloads.full_bundle(small)

    for changed in (
        text[:-1],
        f"{text}\n",
        f" {text}",
        text.replace(":", ": ", 1),
        f"\ufeff{text}",
    ):
        assert check(changed)[0] in {1, 2}


def test_a_dropped_or_doubled_row_is_found(check, small):
    full = json.loads(downloads.full_bundle(small))

    for entries in (full["entries"][1:], [full["entries"][0], *full["entries"]]):
        code, said = check(canonical(full | {"entries": entries}) + "\n")
        assert code == 1
        assert "entries_hash" in said


def test_another_result_is_found_with_the_first_difference(check, small):
    full = json.loads(downloads.full_bundle(small))
    places = full["places"] | {"T000000": {"thu": "T001"}, "T000001": {}}

    code, said = check(canonical(full | {"places": places}) + "\n")

    assert code == 1
    assert "places" in said


def test_true_is_no_number_and_a_list_no_object(check, small):
    full = json.loads(downloads.full_bundle(small))
    first = next(ticket for ticket, n in full["numbers"].items() if n == 1)
    code = next(code for code, cutoff in full["cutoffs"].items() if cutoff["taken"] == 1)
    numbers = full["numbers"] | {first: True}
    cutoffs = full["cutoffs"] | {code: full["cutoffs"][code] | {"taken": True}}

    assert check(canonical(full) + "\n")[0] == 0
    for changes in ({"numbers": numbers}, {"cutoffs": cutoffs}, {"numbers": []}, {"places": []}):
        assert check(canonical(full | changes) + "\n")[0] == 1


def test_it_runs_alone_from_the_command_line(tmp_path, small):
    file = tmp_path / "bundle.json"
    file.write_text(downloads.full_bundle(small), "utf8")
    command = [sys.executable, "-I", str(FILE)]

    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    missing = subprocess.run([*command, "no.json"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        f"result_hash {small.result_hash}",
    )
    assert missing.returncode == 2

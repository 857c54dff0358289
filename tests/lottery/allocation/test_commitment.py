"""The test vector of docs/draw.md, and the Merkle tree against its definition."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from app.lottery.allocation import merkle
from app.lottery.allocation.canonical import sha256
from app.lottery.allocation.commitment import commitment, draw_key, numbers, ticket_value

SEED = bytes(range(32))
PUBLIC = "2024-09-03|3D|2024236|518"
KEY = bytes.fromhex("785bda6c27484d6463444c7b69ab0fae5395b69a59633db81a2f49d3eae9e98c")


def test_commitment_of_the_test_vector():
    assert commitment(SEED) == "fa9092869a80f3e90b175874f711e0a06c604c6b9a6b77217cdab38928b1f601"


def test_key_of_the_test_vector():
    assert draw_key(SEED, sha256("manifest"), sha256("entries"), PUBLIC) == KEY


def test_values_and_order_of_the_test_vector():
    values = {ticket: ticket_value(KEY, ticket, k).hex() for ticket, k in TICKETS.items()}

    assert values == {
        "A1": "a84cdabb9057e08dff0a2ab569e9d51d4174b345f59847d2abc94365660cc83b",
        "A2": "a9476cf4a7646bd5ebb520df0b7c2bb3c9f1ff22c71e9277352456a882e83b15",
        "A3": "0f2b9fe63c1d4e48537f80f105ff28a56db2f8e136726295bb0ca0902019d5e2",
    }
    assert numbers(TICKETS, KEY) == {"A3": 1, "A1": 2, "A2": 3}


TICKETS = {"A1": 1, "A2": 1, "A3": 3}


def tree_head(rows):
    """MTH of RFC 6962, section 2.1, word by word."""
    if not rows:
        return hashlib.sha256(b"").digest()
    if len(rows) == 1:
        return hashlib.sha256(b"\x00" + rows[0]).digest()
    k = 1
    while k * 2 < len(rows):
        k *= 2
    return hashlib.sha256(b"\x01" + tree_head(rows[:k]) + tree_head(rows[k:])).digest()


@given(st.lists(st.binary(max_size=4), max_size=20))
def test_the_root_is_that_of_rfc_6962(rows):
    assert merkle.root(rows) == tree_head(rows)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=20), st.data())
def test_a_path_proves_its_own_row_and_no_other(rows, data):
    index = data.draw(st.integers(0, len(rows) - 1))
    proof, root = merkle.path(rows, index), merkle.root(rows)

    assert merkle.is_in_tree(rows[index], index, len(rows), proof, root)
    assert not merkle.is_in_tree(rows[index] + b"x", index, len(rows), proof, root)
    assert not merkle.is_in_tree(rows[index], index, len(rows), [*proof, b"x" * 32], root)

"""The Merkle tree of the entries, as in RFC 6962, section 2.1 (SHA-256).

The root stands for all rows; a family's path proves that its row is among them, without showing
any other row.
"""

import hashlib
from collections.abc import Sequence


def leaf_hash(row: bytes) -> bytes:
    """Hash one row (32 bytes)."""
    return hashlib.sha256(b"\x00" + row).digest()


def root(rows: Sequence[bytes]) -> bytes:
    """Hash all rows into one root (32 bytes); without rows, the hash of nothing."""
    if not rows:
        return hashlib.sha256(b"").digest()
    return _levels(rows)[-1][0]


def path(rows: Sequence[bytes], index: int) -> list[bytes]:
    """Give the sibling hashes from the row at `index` up to the root."""
    found = []
    for level in _levels(rows)[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            found.append(level[sibling])
        index //= 2
    return found


def is_in_tree(row: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from the row at `index` of `size` rows to `root`."""
    if not 0 <= index < size:
        return False
    value, rest, last = leaf_hash(row), list(path), size - 1
    while last:
        if index % 2 or index < last:
            if not rest:
                return False
            sibling = rest.pop(0)
            value = _node(sibling, value) if index % 2 else _node(value, sibling)
        index, last = index // 2, last // 2
    return not rest and value == root


def _levels(rows: Sequence[bytes]) -> list[list[bytes]]:
    """List the hashes of each level, leaves first; a lone last one moves up unchanged."""
    levels = [[leaf_hash(row) for row in rows]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()

"""The cryptography of a draw (docs/draw.md): commitment, key, ticket values, numbers.

Everything here is SHA-256 and HMAC-SHA256 over short texts, so that anybody can repeat it.
"""

import hashlib
import hmac
from collections.abc import Mapping

SEED_BYTES = 32


def commitment(seed: bytes) -> str:
    """Hash the seed (32 bytes) so that it can be promised before it is shown; hex."""
    return hashlib.sha256(b"commit/v1\n" + seed).hexdigest()


def draw_key(seed: bytes, manifest_hash: str, entries_hash: str, public_text: str) -> bytes:
    """Derive the key K (32 bytes) of a draw from what was promised, handed in and drawn in public.

    Args:
        seed: 32 bytes, promised by `commitment` before the round opened.
        manifest_hash: SHA-256 (hex) of the manifest.
        entries_hash: SHA-256 (hex) of the entries.
        public_text: what the public source gave.
    """
    text = f"draw/v1\n{manifest_hash}\n{entries_hash}\n{public_text}"
    return hmac.digest(seed, text.encode(), "sha256")


def ticket_value(key: bytes, ticket: str, chances: int = 1) -> bytes:
    """Give a ticket's value: the smallest of its hashes (32 bytes, big-endian).

    Args:
        key: the key K.
        ticket: the random code that stands for a student.
        chances: 1 plus the extra tickets, 1 to 3; odds of A before B are k_A : k_B.
    """
    texts = (f"ticket/v1\n{ticket}\n{chance}" for chance in range(1, chances + 1))
    return min(hmac.digest(key, text.encode(), "sha256") for text in texts)


def numbers(tickets: Mapping[str, int], key: bytes) -> dict[str, int]:
    """Number the tickets 1, 2, ... by their values under `key`; a tie, by the ticket.

    Args:
        tickets: how many chances each ticket has (1 to 3); their order has no effect.
        key: the key K.
    """

    def value(ticket: str) -> tuple[bytes, str]:
        return ticket_value(key, ticket, tickets[ticket]), ticket

    return {ticket: number for number, ticket in enumerate(sorted(tickets, key=value), start=1)}

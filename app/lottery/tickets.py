"""Tickets: random codes that stand for a student in a draw."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without signs that look alike
LENGTH = 17  # 83 bits; a Merkle path shows neighbours' hashes, so a row must not be guessable


def new_ticket() -> str:
    """Make a ticket, derived from nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(ticket: str) -> str:
    """Write a ticket in groups that can be read aloud: K7QF-2M9D-..."""
    return "-".join(ticket[start : start + 4] for start in range(0, len(ticket), 4))

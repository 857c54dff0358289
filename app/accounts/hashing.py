"""Secrets: keyed hashes for codes and tokens, argon2 for passwords, random one-time codes."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from app.accounts.errors import TooManySignIns

# No 0 O 1 I L: what a grandparent reads on a card is what the child types.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_GROUPS, CODE_GROUP_LENGTH = 2, 5
AT_ONCE = 2
LONGEST_WAIT_SECONDS = 10

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's second profile
_turns = BoundedSemaphore(AT_ONCE)


def keyed_hash(text: str) -> str:
    """Hash a token, a code or a name with the server's key."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()


def new_code() -> str:
    """Draw a one-time code as it is printed: "K7QFX-2M9DR" (49 bits)."""
    return "-".join(
        "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_GROUP_LENGTH))
        for _ in range(CODE_GROUPS)
    )


def code_hash(typed: str) -> str:
    """Hash a one-time code; case, spaces and hyphens of what was typed do not matter."""
    letters = "".join(typed.upper().replace("-", "").split())
    return keyed_hash(f"code/{letters}")


def hash_password(password: str) -> str:
    """Hash a password to be stored.

    Raises:
        TooManySignIns: the server is checking too many others.
    """
    with _turn():
        return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; without a stored one it takes as long.

    Raises:
        TooManySignIns: the server is checking too many others.
    """
    with _turn():
        try:
            return _hasher.verify(stored or _nobodys(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe())


@contextmanager
def _turn() -> Iterator[None]:
    """Check few passwords at once, so that pages are still answered on an opening evening."""
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise TooManySignIns
    try:
        yield
    finally:
        _turns.release()

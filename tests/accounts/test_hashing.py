import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from app.accounts import hashing
from app.accounts.errors import TooManySignIns


class Hasher:
    """Stands for argon2: takes a while, and notes how many run at once."""

    def __init__(self):
        self.lock, self.running, self.most = Lock(), 0, 0

    def verify(self, _stored, _password):
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(0.01)
        with self.lock:
            self.running -= 1
        return True


def test_two_passwords_are_checked_at_once_and_the_rest_wait_in_line(monkeypatch):
    hasher = Hasher()
    monkeypatch.setattr(hashing, "_hasher", hasher)

    with ThreadPoolExecutor(8) as pool:
        checked = list(pool.map(lambda _n: hashing.password_matches("stored", "x"), range(16)))

    assert (hasher.most, checked) == (2, [True] * 16)


def test_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(hashing, "LONGEST_WAIT_SECONDS", 0.01)

    with hashing._turn(), hashing._turn(), pytest.raises(TooManySignIns):
        hashing.hash_password("seven otters")


@pytest.mark.parametrize(
    ("stored", "password", "matches"),
    [("hash", "seven otters", True), ("hash", "Seven otters", False), (None, "", False)],
)
def test_a_password_matches_its_own_hash_alone(stored, password, matches):
    kept = hashing.hash_password("seven otters") if stored else None

    assert hashing.password_matches(kept, password) is matches


def test_a_damaged_hash_matches_nothing():
    assert not hashing.password_matches("damaged", "seven otters")

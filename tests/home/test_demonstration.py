import stat
from datetime import timedelta

from app.home.demonstration import (
    ReadyAccount,
    keep_accounts,
    move_clock,
    ready_accounts,
    shift_source,
)

TEACHER = ReadyAccount("shifan", "示范小学", "club_teacher", "T01", "secret", "周老师")


def test_a_demonstration_begins_without_accounts_and_at_the_present(tmp_path):
    assert ready_accounts(tmp_path) == []
    assert shift_source(tmp_path)() == timedelta(0)


def test_accounts_are_kept_for_this_account_alone(tmp_path):
    keep_accounts(tmp_path, [TEACHER])

    (path,) = tmp_path.iterdir()
    assert ready_accounts(tmp_path) == [TEACHER]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_process_sees_that_the_clock_was_moved(tmp_path):
    first, second = shift_source(tmp_path), shift_source(tmp_path)
    first()

    move_clock(tmp_path, timedelta(days=2, seconds=-5))

    assert first() == second() == timedelta(days=2, seconds=-5)

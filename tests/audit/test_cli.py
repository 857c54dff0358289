from sqlalchemy import text

from app.audit.services import record
from tests.make import NOON


def test_verify_says_that_the_log_is_whole_or_where_it_breaks(app, session):
    for n in (1, 2, 3):
        record(session, "issue code", "account", n, school_id=1, actor_id=None, now=NOON)
    session.commit()
    whole = app.test_cli_runner().invoke(args=["audit", "verify"])
    session.execute(text("UPDATE audit_head SET hash = 'x'"))
    session.commit()

    broken = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert (whole.exit_code, whole.output) == (0, "The audit log is whole.\n")
    assert broken.exit_code == 1
    assert "school 1, entry 4: the newest entries are missing" in broken.output

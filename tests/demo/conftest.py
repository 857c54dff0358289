from functools import partial

import pytest

from app.core import clock
from app.core.db import db
from app.home import demonstration


@pytest.fixture
def demo(app, tmp_path, monkeypatch):
    """Run `flask demo ...` in an installation that is a demonstration."""
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)  # noqa: FBT003 -- a setting
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    clock.use_shift(demonstration.shift_source(tmp_path))

    yield partial(_run, app.test_cli_runner())

    clock.use_shift()


def _run(runner, *args):
    db.session.remove()
    result = runner.invoke(args=["demo", *args])
    assert result.exit_code == 0, result.output
    return result.output

import pytest

from app import create_app
from app.home.demonstration import keep_accounts


@pytest.mark.parametrize(
    ("said", "is_made", "expected"),
    [
        (None, False, False),
        (None, True, True),
        ("0", True, False),
        ("1", False, True),
    ],
)
def test_the_demonstration_is_shown_where_it_was_made(
    tmp_path, monkeypatch, said, is_made, expected
):
    monkeypatch.setenv("ZOUBAN_INSTANCE", str(tmp_path))
    monkeypatch.delenv("ZOUBAN_DEMONSTRATION", raising=False)
    if said is not None:
        monkeypatch.setenv("ZOUBAN_DEMONSTRATION", said)
    if is_made:
        keep_accounts(tmp_path, [])

    assert create_app().config["DEMONSTRATION"] is expected

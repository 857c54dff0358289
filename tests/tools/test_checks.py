import pytest

from tools import checks
from tools.checks import addresses, suppressions, templates


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes one file of a project that has no other."""

    def written(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        monkeypatch.setattr(checks, "ROOT", tmp_path)
        for check in (addresses, suppressions, templates):
            monkeypatch.setattr(
                check, "tracked", lambda *patterns: [path] if _fits(path, patterns) else []
            )

    return written


def _fits(path, patterns):
    return not patterns or any(path.match(pattern.split("/")[-1]) for pattern in patterns)


@pytest.mark.parametrize(
    "tag",
    [
        '<p style="color: red">',
        "<style>",
        '<button\n  onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<img src="https://example.org/a.png">',
        "{{ text | safe }}",
    ],
)
def test_inline_code_in_a_template_is_found(write, tag):
    write("templates/page.html", f"<main>{tag}</main>")

    assert len(list(templates.faults())) == 1


def test_a_plain_template_passes(write):
    write("templates/page.html", '<script src="{{ asset("js/a.js") }}" defer></script><p>{{ x }}')

    assert list(templates.faults()) == []


@pytest.mark.parametrize(
    ("comment", "faults"),
    [("# noqa: " + "E501", 1), ("# type: " + "ignore[arg-type]  # -- a library", 0)],
)
def test_a_switched_off_check_needs_a_reason(write, comment, faults):
    write("page.py", f"x = 1  {comment}\n")

    assert len(list(suppressions.faults())) == faults


def test_a_lock_that_names_an_address_is_found(write):
    write("package-lock.json", '{"res' + 'olved": "x"}')

    assert len(list(addresses.faults())) == 1

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import time_machine
from flask import render_template_string
from jinja2 import meta, nodes

from tests.web.gallery import LATER, NOW, gallery

ROOT = Path(__file__).resolve().parent.parent.parent
ICONS = (ROOT / "static" / "svg" / "icons.svg").read_text("utf8")
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text("utf8")
EVIL = "<script>alert('x')</script>\""


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, attribute):
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@pytest.fixture
def shown(app):
    return Page(gallery(app))


@pytest.fixture
def rendered(app):
    def render(source, **values):
        with app.test_request_context("/"):
            return render_template_string(source, **values)

    return render


def test_every_id_is_unique(shown):
    ids = shown.all("id")

    assert len(ids) == len(set(ids))


def test_what_describes_and_labels_is_on_the_page(shown):
    ids = set(shown.all("id"))
    named = shown.all("aria-describedby") + shown.all("aria-labelledby") + shown.all("for")

    assert {name for names in named for name in names.split()} <= ids


def test_only_a_refused_field_is_invalid(shown):
    invalid = [attrs for _, attrs in shown.tags if "aria-invalid" in attrs]

    assert [(field["name"], field["aria-invalid"]) for field in invalid] == [("name", "true")]
    assert invalid[0]["aria-describedby"] == "name-hint name-wrong"


def test_every_icon_stands_in_the_sprite(shown):
    used = {href.partition("#")[2] for href in shown.all("href") if "icons.svg" in href}

    assert used <= set(re.findall(r'<symbol id="([^"]+)"', ICONS))


@pytest.mark.parametrize(
    "source",
    [
        '{% from "macros/parts.html" import row %}{{ row(evil, evil, evil) }}',
        '{% from "macros/parts.html" import search %}{{ search("/", evil, evil) }}',
        '{% from "macros/clubs.html" import club %}{{ club(evil, evil, tag=evil, lines=(evil,)) }}',
        '{% from "macros/clubs.html" import ranked %}{{ ranked(evil, 1, evil) }}',
        (
            '{% from "macros/charts.html" import bars %}'
            '{{ bars(evil, (evil, evil), ((evil, 1, evil, ""),)) }}'
        ),
        '{% from "macros/charts.html" import number_line %}{{ number_line(evil, 2, 9, 3) }}',
    ],
)
def test_words_are_escaped(rendered, source):
    html = rendered(source, evil=EVIL)

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_times_are_those_of_the_school(rendered):
    source = (
        '{% from "macros/dates.html" import at, hours, on %}'
        "{{ on(now, weekday=True) }} {{ at(now) }} {{ hours(now, later) }}"
    )

    text = re.sub(r"<[^>]+>", "", rendered(source, now=NOW, later=LATER))

    assert text == "9月8日 周二 9月8日 16:25 16:25–17:20"


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("2026-09-05T09:20Z", "还有 3 天"),
        ("2026-09-07T09:20Z", "还有 24 小时"),
        ("2026-09-08T08:40Z", "还有 40 分钟"),
        ("2026-09-09T08:40Z", "还有 0 分钟"),
    ],
)
def test_the_time_left_is_told_in_the_largest_useful_unit(rendered, now, sentence):
    with time_machine.travel(now, tick=False):
        assert rendered("{{ later|time_left }}", later=LATER) == sentence


def test_dark_colours_are_the_same_by_system_and_by_choice():
    by_system = re.search(r":root:not\(\[data-theme=light\]\) \{(.*?)\}", TOKENS, re.DOTALL)
    by_choice = re.search(r"\[data-theme=dark\] \{(.*?)\}", TOKENS, re.DOTALL)

    assert by_system[1].split() == by_choice[1].split()


def test_the_chosen_colours_are_remembered(client):
    client.post("/colours", data={"colours": "dark", "next": "/no-such-page"})
    chosen = client.get("/no-such-page").text
    client.post("/colours", data={"colours": "<"})
    forgotten = client.get("/no-such-page").text

    assert 'data-theme="dark"' in chosen
    assert "data-theme" not in forgotten


def _rendered_alone() -> list[str]:
    """Name the fragments that views answer htmx with."""
    named = re.compile(r'"([a-z_/]+/_[a-z_]+\.html)"')
    sources = (path.read_text("utf8") for path in (ROOT / "app").rglob("*.py"))
    return sorted({name for source in sources for name in named.findall(source)})


@pytest.mark.parametrize("name", _rendered_alone())
def test_a_fragment_that_is_rendered_alone_imports_what_it_calls(app, name):
    parsed = app.jinja_env.parse((ROOT / "templates" / name).read_text("utf8"))
    called = {
        call.node.name for call in parsed.find_all(nodes.Call) if isinstance(call.node, nodes.Name)
    }

    assert meta.find_undeclared_variables(parsed) & called & _macros(app) == set()


def _macros(app) -> set[str]:
    return {
        macro.name
        for path in (ROOT / "templates" / "macros").glob("*.html")
        for macro in app.jinja_env.parse(path.read_text("utf8")).find_all(nodes.Macro)
    }

"""A family's device checks its row: own SHA-256, equal and different, also without https."""

import hashlib
import json

import pytest

from tests.lottery import bundles

MARKUP = """
<main data-own-row data-index="{index}" data-rows="{rows}" data-root="{merkle_root}"
  data-receipt="{receipt_hash}">
  <textarea></textarea>
  <ol data-steps hidden>{steps}</ol>
  <ol>{path}</ol>
</main>
"""
STEP = """<li data-step="{name}"><code data-computed></code>
  <p data-right hidden>equal</p><p data-wrong hidden>different</p></li>"""


@pytest.fixture(scope="module")
def draw():
    return bundles.drawn(bundles.problem(7, sections=3))


@pytest.fixture
def show(screens, empty_server):
    """Show the row of a ticket on a phone."""

    def open_row(draw, ticket):
        row = json.loads(bundles.row_file(draw, ticket))
        page = screens.phone(empty_server)
        page.goto("/healthz")
        steps = "".join(STEP.format(name=name) for name in ("receipt", "root"))
        path = "".join(f"<li><code data-neighbour>{n}</code></li>" for n in row["path"])
        page.set_content(MARKUP.format(**row | {"path": path, "steps": steps}))
        page.locator("textarea").fill(row["row"])
        page.add_script_tag(url=f"{empty_server.url}/static/js/own_row.js")
        return page

    return open_row


def _verdicts(page):
    steps = page.locator("[data-step]").all()
    return [step.locator("p:visible").inner_text() for step in steps]


def test_own_sha256_is_that_of_hashlib(show, draw):
    page = show(draw, "T000003")
    texts = ["", "abc", "走班", *("a" * n for n in (55, 56, 63, 64, 65, 119, 120, 1000))]

    found = page.evaluate("texts => texts.map((text) => hex(sha256(utf8(text))))", texts)

    assert found == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


@pytest.mark.parametrize("ticket", [f"T00000{n}" for n in range(7)])
def test_every_row_leads_to_the_root_and_to_its_receipt(show, draw, ticket):
    assert _verdicts(show(draw, ticket)) == ["equal", "equal"]


def test_a_changed_letter_is_seen_and_its_correction_too(show, draw):
    page = show(draw, "T000001")
    row = page.locator("textarea").input_value()

    page.locator("textarea").fill(row.replace("T000001", "T000002"))
    assert _verdicts(page) == ["different", "different"]
    page.locator("textarea").fill("no row")
    assert _verdicts(page) == ["different", "different"]

    page.locator("textarea").fill(row)
    assert _verdicts(page) == ["equal", "equal"]

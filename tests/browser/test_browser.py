"""The browser tests' own tools see what they should."""

import pytest

from tests.browser.pages import assert_axe_clean, assert_no_sideways_scroll


@pytest.fixture
def page(screens, empty_server):
    page = screens.phone(empty_server)
    page.goto("/healthz")
    return page


def test_axe_finds_a_picture_without_words(page):
    page.set_content('<html lang="zh"><title>页</title><main><h1>页</h1><img src="data:,"></main>')

    with pytest.raises(AssertionError, match="image-alt"):
        assert_axe_clean(page)


def test_a_page_wider_than_the_phone_is_noticed(page):
    page.set_content('<meta name="viewport" content="width=device-width"><p style="width:600px">x')

    with pytest.raises(AssertionError, match="wide on a screen of"):
        assert_no_sideways_scroll(page)


def test_taps_are_counted_across_pages(screens, empty_server, taps):
    page = screens.phone(empty_server)
    taps.follow(page)
    for _ in range(2):
        page.goto("/healthz")
        page.tap("body")

    assert taps.count == 2

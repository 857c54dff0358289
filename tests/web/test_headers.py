import gzip

import pytest

from app.web.addresses import safe_path
from app.web.headers import HEADERS


def test_every_answer_carries_the_security_headers(client):
    headers = client.get("/healthz").headers

    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_nothing_inline_and_nothing_from_outside_is_allowed(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_pages_are_compressed_when_the_browser_can(client):
    answer = client.get("/no-such-page", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(answer.data)


def test_an_unknown_page_says_so_in_chinese_and_english(client):
    chinese = client.get("/no-such-page")
    client.post("/language", data={"locale": "en"})
    english = client.get("/no-such-page")

    assert (chinese.status_code, english.status_code) == (404, 404)
    assert 'lang="zh-Hans"' in chinese.text
    assert 'lang="en"' in english.text
    assert "This page does not exist" in english.text


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/clubs?day=4", "/clubs?day=4"),
        (None, "/"),
        ("//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/a\nb", "/"),
        ("clubs", "/"),
    ],
)
def test_only_paths_of_this_site_are_followed(wanted, path):
    assert safe_path(wanted) == path


@pytest.mark.parametrize("address", ["/rounds/0", f"/rounds/{2**70}", "/rounds/99999999999999999"])
def test_an_impossible_id_is_no_page(client, address):
    assert client.get(address).status_code == 404

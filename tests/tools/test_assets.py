import gzip
import os

import pytest

from tools import assets


@pytest.fixture
def static(tmp_path, monkeypatch):
    """A folder of static files with an entry style sheet of two parts."""
    css = tmp_path / "css"
    css.mkdir()
    (css / "entry.css").write_text(
        '/* all */\n@layer a, b;\n@import url("a.css") layer(a);\n@import "b.css";\n'
    )
    (css / "a.css").write_text('@charset "UTF-8";\n.a {\n  color: red; /* why */\n}\n')
    (css / "b.css").write_text(".b { color: blue; }\n")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    return tmp_path


def test_imports_are_put_in_place_and_into_their_layer(static):
    assert assets.bundled(static / "css" / "entry.css") == (
        "@layer a, b;\n@layer a{\n.a {\ncolor: red;\n}\n}\n.b { color: blue; }\n"
    )


def test_scripts_become_one_in_their_order(static, monkeypatch):
    (static / "first.js").write_text("let a = 1")
    (static / "second.js").write_text("a += 1;")
    monkeypatch.setattr(assets, "SCRIPTS", (static / "first.js", static / "second.js"))
    monkeypatch.setattr(assets, "BUILT_SCRIPT", static / "build" / "page.js")

    assets.build_script()

    assert (static / "build" / "page.js").read_text() == "let a = 1;\na += 1;"


def test_a_file_has_a_compressed_copy_that_follows_it(static):
    script = static / "page.js"
    script.write_text("1;" * 1000)
    assets.compress()

    script.write_text("2;" * 1000)
    os.utime(script, (script.stat().st_atime, script.stat().st_mtime + 5))
    assets.compress()

    assert gzip.decompress((static / "page.js.gz").read_bytes()) == script.read_bytes()


def test_a_copy_without_its_file_goes(static):
    (static / "gone.js.gz").write_bytes(b"x")

    assets.compress()

    assert not (static / "gone.js.gz").exists()

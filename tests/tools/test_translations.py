import gettext

import pytest

from tools import translations

CODE = """
from app.core.text import N_
GREETING = N_("Good morning, %(name)s.")
FAREWELL = N_("Goodbye.")
"""
WHOLE = """
msgid "Good morning, %(name)s."
msgstr "%(name)s，早上好。"

msgid "Goodbye."
msgstr "再见。"
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A product of two sentences; gives its folder of catalogues."""
    folder = tmp_path / "translations" / "zh_Hans_CN" / "LC_MESSAGES"
    for made in (folder, tmp_path / "app" / "door", tmp_path / "templates" / "door"):
        made.mkdir(parents=True)
    (tmp_path / "app" / "door" / "errors.py").write_text(CODE)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "FOLDER", folder)
    (folder / "door.po").write_text(WHOLE)
    return folder


def test_a_whole_catalogue_has_no_faults(project):
    assert translations.faults() == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Goodbye."\nmsgstr ""', "has no Chinese"),
        ('#, fuzzy\nmsgid "Goodbye."\nmsgstr "再见。"', "marked fuzzy"),
        ('msgid "Goodbye."\nmsgstr "%(name)s，再见。"', "names other holes"),
        ('msgid "Goodbye."\nmsgstr "再见。"\n\nmsgid "Hello."\nmsgstr "你好。"', "no longer used"),
    ],
)
def test_a_bad_entry_is_found(project, entry, fault):
    (project / "door.po").write_text(WHOLE.replace('msgid "Goodbye."\nmsgstr "再见。"', entry))

    found = translations.faults()

    assert len(found) == 1
    assert fault in found[0]
    assert found[0].startswith("translations/zh_Hans_CN/LC_MESSAGES/door.po:")


def test_a_sentence_without_entry_is_found_where_it_stands(project):
    (project / "door.po").write_text("")

    assert translations.faults() == [
        "app/door/errors.py:3: no Chinese for 'Good morning, %(name)s.'",
        "app/door/errors.py:4: no Chinese for 'Goodbye.'",
    ]


def test_a_sentence_in_two_catalogues_is_found(project):
    (project / "gate.po").write_text('msgid "Goodbye."\nmsgstr "再会。"\n')

    [fault] = translations.faults()

    assert "stands in door.po too" in fault


def test_sentences_of_templates_are_found(project, tmp_path):
    page = tmp_path / "templates" / "door" / "page.html"
    page.write_text(
        '<h1>{{ _("Welcome") }}</h1>\n{{ ngettext("%(num)s club", "%(num)s clubs", 2) }}'
    )

    assert [fault.partition(": ")[0] for fault in translations.faults()] == [
        "templates/door/page.html:1",
        "templates/door/page.html:2",
    ]


def test_missing_entries_can_be_filled_in(project):
    (project / "door.po").write_text("")

    (project / "door.po").write_text(translations.missing("door").replace('""', '"好%(name)s"'))

    assert len(list(translations.entries())) == 2


def test_all_catalogues_are_compiled_into_one(project):
    (project / "gate.po").write_text('msgid "Other"\nmsgstr "别的"\n')

    translations.compile_all()

    with (project / "messages.mo").open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert [chinese.gettext(text) for text in ("Goodbye.", "Other")] == ["再见。", "别的"]

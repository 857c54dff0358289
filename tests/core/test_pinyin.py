import pytest

from app.accounts.models import Student
from app.core import pinyin
from tests import make


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("孙志奕", "sun zhi yi"),
        ("曾子涵", "zeng zi han"),
        ("单雨", "shan yu"),
        ("尉迟雨堃", "yu chi yu kun"),
        ("阿呷·木果", "a ga · mu guo"),
        ("Li Lei", "li lei"),
        ("", ""),
    ],
)
def test_a_name_is_read_as_people_read_it(name, expected):
    assert pinyin.name_syllables(name) == expected


def test_a_title_is_written_in_syllables():
    assert pinyin.syllables("童声合唱") == "tong sheng he chang"


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("孙志", True),
        ("sunzhi", True),
        ("sun zhi", True),
        ("SZY", True),
        ("zhiyi", True),
        ("szx", False),
        ("%", False),
        ("王", False),
    ],
)
def test_a_search_takes_characters_pinyin_and_initials(session, typed, is_found):
    make.student(session, name="孙志奕", name_pinyin="sun zhi yi")
    found = session.query(Student.name).filter(
        pinyin.matches(typed, written=[Student.name], pinyin=Student.name_pinyin)
    )

    assert [name for (name,) in found] == (["孙志奕"] if is_found else [])

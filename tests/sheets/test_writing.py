import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sheets import Table, read_sheets, to_csv, to_xlsx

DANGEROUS = [
    "=1+1",
    "+SUM(A1)",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "＝1+1",
    '=cmd|"/C calc"!A0',
]


def test_a_workbook_holds_texts_numbers_and_dates():
    table = Table(
        "名单", ["学号", "人数", "日期"], [["007", 3, date(2026, 9, 1)], ["=1+1", None, None]]
    )

    (sheet,) = read_sheets(to_xlsx([table]))

    assert (sheet.name, sheet.rows) == (
        "名单",
        [["学号", "人数", "日期"], ["007", 3, date(2026, 9, 1)], ["=1+1"]],
    )


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_of_a_workbook_is_a_formula(text):
    content = to_xlsx([Table("x", ["备注"], [[text]])])

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_field_of_csv_begins_like_a_formula(text):
    content = to_csv(Table("x", ["备注", "号"], [[text, "1"]])).decode("utf-8-sig")

    assert content.splitlines()[1].lstrip('"').startswith("'")


def test_numbers_of_csv_stay_numbers():
    content = to_csv(Table("x", ["a", "b"], [[-5, datetime(2026, 9, 1, 16, 20)]]))  # noqa: DTZ001 -- as a school writes it

    assert content == b"\xef\xbb\xbfa,b\r\n-5,2026-09-01 16:20\r\n"


def test_sheets_have_names_that_excel_accepts():
    tables = [Table(name, ["a"], []) for name in ("三[1]班", "三[1]班", "", "x" * 40)]

    assert [sheet.name for sheet in read_sheets(to_xlsx(tables))] == [
        "三 1 班",
        "三 1 班 2",
        "Sheet",
        "x" * 31,
    ]


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS.filter(str.strip), min_size=3, max_size=3), min_size=1, max_size=5))
def test_csv_comes_back_as_it_was_written(rows):
    (sheet,) = read_sheets(to_csv(Table("x", ["a", "b", "c"], rows)))

    assert list(sheet.rows) == [["a", "b", "c"], *rows]

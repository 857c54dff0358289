import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sheets import CannotRead, Sheet, errors, read_sheets
from app.sheets.limits import ROWS

ROWS_READ = [["学号", "姓名"], ["20240101", "汪昊启"]]
LINES = "学号,姓名\n20240101,汪昊启\n"


def workbook(fill) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book)
    return out.getvalue()


WHOLE = workbook(lambda book: book.add_worksheet().write(0, 0, "姓名"))


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def rows_of(content: bytes) -> list:
    (sheet,) = read_sheets(content)
    return list(sheet.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_is_read_in_every_encoding_schools_use(encoding):
    assert rows_of(LINES.encode(encoding)) == ROWS_READ


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_text_is_read_with_every_separator(separator):
    assert rows_of(LINES.replace(",", separator).encode()) == ROWS_READ


def test_characters_beyond_gbk_are_kept():
    assert rows_of("学号,姓名\n1,𬭎㛃䶮\n".encode("gb18030")) == [["学号", "姓名"], ["1", "𬭎㛃䶮"]]


def test_a_quoted_line_break_stays_in_its_cell():
    assert rows_of(b'a;b\n1;"x\ny;""z"""\n') == [["a", "b"], ["1", 'x\ny;"z"']]


def test_zeros_kept_as_a_formula_are_text():
    assert rows_of(b'a,b\n="007",x\n') == [["a", "b"], ["007", "x"]]


def test_a_workbook_is_read_where_its_cells_stand():
    def fill(book):
        sheet = book.add_worksheet("三(1)班")
        sheet.write(1, 1, "姓名")
        sheet.write(2, 2, 20240101)
        sheet.write_datetime(3, 1, date(2019, 9, 24), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(3, 2, 999999201910217000)
        hidden = book.add_worksheet("去年")
        hidden.write(0, 0, 1.5)
        hidden.hide()

    assert read_sheets(workbook(fill)) == [
        Sheet(
            "三(1)班",
            [
                [],
                ["", "姓名"],
                ["", "", 20240101],
                ["", date(2019, 9, 24), 9.99999201910217e17],
            ],
        ),
        Sheet("去年", [[1.5]], is_hidden=True),
    ]


def test_cells_merged_downwards_stand_in_each_row():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 2, 1, "三(1)班")
        for row in range(3):
            sheet.write(row, 2, row)

    assert rows_of(workbook(fill)) == [
        ["三(1)班", "", 0],
        ["三(1)班", "", 1],
        ["三(1)班", "", 2],
    ]


def test_tables_of_a_web_page_are_read():
    page = (
        "<html><style>td{}</style><table><tr><th colspan=2>名单</th></tr>"
        "<tr><td rowspan='2'>三(1)班</td><td>A&amp;B</td></tr>"
        "<tr><td><b>卓玛</b>&middot;央金</td></tr>"
        "</table><script>'<td>no</td>'</script><table><tr><td>2</td></tr></table>"
    )

    assert [sheet.rows for sheet in read_sheets(page.encode())] == [
        [["名单"], ["三(1)班", "A&B"], ["三(1)班", "卓玛·央金"]],
        [["2"]],
    ]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.FileEmpty),
        (b" \r\n\x00", errors.FileEmpty),
        (b"%PDF-1.7 ...", errors.NoTable),
        (bytes(range(256)) * 4, errors.NoTable),
        (b"PK\x03\x04 and no more", errors.Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, errors.Damaged),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            errors.FileProtected,
        ),
        (archive({"word/document.xml": b"<x/>"}), errors.NoTable),
        (archive({"xl/workbook.xml": b"<workbook"}), errors.Damaged),
        (archive({"xl/workbook.xml": bytes(201 * 1024 * 1024)}), errors.FileTooLarge),
        (archive({f"xl/{n}": b"" for n in range(1001)}), errors.FileTooLarge),
        (b"a,b\n" * (ROWS + 1), errors.TooManyRows),
        (b"," * 300 + b"x", errors.TooManyColumns),
        (b'a,b\n"' + b"x" * 200_000, errors.Damaged),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content, refusal):
    with pytest.raises(refusal):
        read_sheets(content)


def test_two_cells_far_apart_end_their_own_process_only():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "x")
        sheet.write(1_048_575, 16_383, "y")

    with pytest.raises(errors.FileTooLarge):
        read_sheets(workbook(fill))


def test_an_entity_bomb_does_not_unfold():
    sheet = (
        b'<!DOCTYPE x [<!ENTITY a "%s">]><worksheet'
        b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
    )
    bomb = sheet % (b"A" * 10_000, b"&a;" * 100_000)
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}

    content = archive(members | {"xl/worksheets/sheet1.xml": bomb})

    assert _longest_cell(content) < 1_000_000


def _longest_cell(content: bytes) -> int:
    try:
        return max(len(str(cell)) for row in rows_of(content) for cell in row)
    except CannotRead:
        return 0


def test_an_unending_page_of_brackets_is_read_in_a_moment():
    with pytest.raises(errors.FileEmpty):
        read_sheets(b"<html>" + b"<!--<td<![" * 1_000_000)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_whatever_comes_is_read_or_refused(content):
    try:
        sheets = read_sheets(content)
    except CannotRead:
        return

    assert all(isinstance(sheet, Sheet) for sheet in sheets)


DAMAGE = st.tuples(st.integers(4, len(WHOLE) - 1), st.integers(0, 255))


@settings(max_examples=25, deadline=None)
@given(st.lists(DAMAGE, min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(damages):
    content = bytearray(WHOLE)
    for place, value in damages:
        content[place] = value

    try:
        sheets = read_sheets(bytes(content))
    except CannotRead:
        return

    assert all(isinstance(sheet, Sheet) for sheet in sheets)

"""Which column means what: headings by synonym."""

import re
import unicodedata
from collections.abc import Sequence

from app.sheets.tables import Cell

# field: what schools call it, after `plain()`; a longer synonym wins over a shorter one.
SYNONYMS = {
    "student_no": "学号 学生学号 学籍辅号 校内学号 学生编号 编号 studentno studentnumber studentid",
    "name": "姓名 学生姓名 学生 名字 name studentname",
    "gender": "性别 gender sex",
    "grade": "年级 grade",
    "homeroom": "班级 行政班 所在班级 班 班别 年级班级 班级名称 class homeroom",
    "seat_no": "班内学号 座号 班内序号 班内编号 座位号 seatno",
    "birth": "出生日期 出生年月日 出生年月 生日 birthdate birthday dateofbirth",
    "national_no": "全国学籍号 学籍号 身份证号 身份证件号 身份证号码 身份证 证件号码 idnumber",
    "guardian": "监护人姓名 监护人 家长姓名 家长 父母姓名 guardian guardianname",
    "relation": "与学生关系 关系 家长关系 监护人关系 relation",
    "phone": "联系电话 电话 手机 手机号 手机号码 家长电话 家长手机 监护人电话 联系方式 phone",
    "left_behind": "是否留守儿童 留守儿童 留守",
    "migrant": "是否进城务工人员随迁子女 进城务工人员随迁子女 随迁子女 是否随迁子女",
    "inclusive": "是否随班就读 随班就读",
    "aided": "是否享受资助 享受资助 资助 是否贫困 家庭困难",
    "pickup": "离校方式 接送方式 放学方式 回家方式",
    "boarder": "就读方式 是否住校 住校",
    "remark": "备注 说明 备 remark remarks note notes",
    "serial": "序号 no",
}
FIELD_OF = {synonym: field for field, words in SYNONYMS.items() for synonym in words.split()}
# Under a heading that speaks of the family, these columns are the guardian's.
OF_GUARDIAN = {"name": "guardian", "phone": "phone"}
FAMILY_WORDS = ("家长", "监护人", "父", "母")


def plain(cell: Cell) -> str:
    """Bring a heading into the form of SYNONYMS: half-width, no spaces, stars or brackets."""
    text = unicodedata.normalize("NFKC", str(cell)).lower()
    return re.sub(r"[\s\u200b\ufeff*：:_\-]|\(.*?\)", "", text)


def field_of(heading: Cell, above: Cell = "") -> str | None:
    """Name the field of a column; `above` is the upper of two heading rows."""
    field = FIELD_OF.get(plain(heading))
    is_of_family = any(word in plain(above) for word in FAMILY_WORDS)
    if field is not None and is_of_family:
        return OF_GUARDIAN.get(field, field)
    return field


def fields_of(row: Sequence[Cell], above: Sequence[Cell] = ()) -> list[str | None]:
    """Name the field of each column of a heading row."""
    upper = [*above, *[""] * (len(row) - len(above))]
    return [field_of(cell, upper[n]) if cell != "" else None for n, cell in enumerate(row)]


def is_heading(fields: Sequence[str | None]) -> bool:
    """Whether a row with these fields names the columns of a roster."""
    known = {field for field in fields if field}
    return "name" in known and len(known) >= 2

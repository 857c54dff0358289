"""Which column means what: headings by synonym."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from app.sheets import Cell

# field: what schools call it, after `plain()`.
SYNONYMS = {
    "student_no": "学号 学生学号 学籍辅号 校内学号 学生编号 学生号 编号 studentno studentnumber"
    " studentid",
    "name": "姓名 学生姓名 学生 名字 学生名字 name studentname fullname",
    "gender": "性别 学生性别 gender sex",
    "grade": "年级 所在年级 年级名称 grade",
    "homeroom": "班级 行政班 所在班级 班 班别 班号 班次 年级班级 年班 班级名称 就读班级 class"
    " homeroom",
    "seat_no": "班内学号 座号 座位号 班内序号 班内编号 班序 seatno seat",
    "birth": "出生日期 出生年月日 出生年月 生日 birthdate birthday dateofbirth",
    "national_no": "全国学籍号 学籍号 学籍号码 国网学籍号",
    "id_no": "身份证号 身份证件号 身份证号码 身份证件号码 身份证 证件号码 证件号 idnumber",
    "left_behind": "是否留守儿童 留守儿童 是否留守 留守",
    "migrant": "是否进城务工人员随迁子女 进城务工人员随迁子女 随迁子女 是否随迁子女 是否随迁",
    "inclusive": "是否随班就读 随班就读",
    "aided": "是否享受资助 享受资助 资助 是否贫困 家庭困难 是否困难 是否申请资助",
    "single_parent": "是否单亲 单亲 单亲家庭",
    "pickup": "离校方式 接送方式 放学方式 回家方式 上下学方式",
    "boarder": "就读方式 是否住校 住校 是否寄宿生",
    "remark": "备注 说明 备 备注说明 情况 状态 学籍状态 remark remarks note notes",
    "serial": "序号 no",
}
FIELD_OF = {synonym: field for field, words in SYNONYMS.items() for synonym in words.split()}
SERIAL, NAME = "serial", "name"

# Who else than the pupil a heading may speak of; the first that is found counts.
PEOPLE = {
    "second": ("监护人2", "监护人二", "第二监护人", "家长2", "家长二", "联系人2"),
    "first": (
        "监护人1",
        "监护人一",
        "第一监护人",
        "家长1",
        "家长一",
        "联系人1",
        "父母",
        "监护人",
        "家长",
        "联系人",
        "guardian",
        "parent",
    ),
    "father": ("父亲", "爸爸"),
    "mother": ("母亲", "妈妈"),
}
PERSON = {who: re.compile("|".join(words)) for who, words in PEOPLE.items()}
ASPECTS = {
    "name": "姓名 名字 name",
    "relation": "关系 与学生关系 与孩子关系 称谓 relation relationship",
    "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 联系手机 电话号码 phone mobile",
}
ASPECT_OF = {word: aspect for aspect, words in ASPECTS.items() for word in words.split()}
# What remains of a heading without its person, or a heading that needs none.
ASPECT_ALONE = {"": "name", "与学生": "relation", "与": "relation", **ASPECT_OF}
ANYBODY = {word: aspect for word, aspect in ASPECT_OF.items() if aspect != "name"}
GROUP_ENDING = re.compile(r"(基本)?(信息|情况|资料)\d?$")
LONGEST_HEADING = 40
CELLS_REMEMBERED = 4096  # every cell of a list might be a heading, and most come again


def plain(cell: Cell) -> str:
    """Bring a heading into the form of SYNONYMS: half-width, no spaces, stars or brackets."""
    if not isinstance(cell, str) or len(cell) > LONGEST_HEADING:
        return ""
    text = unicodedata.normalize("NFKC", cell).lower()
    return re.sub(r"\(.*?\)|\[.*?\]|[\s\u200b\ufeff*：:_\-/.。、]", "", text)


@lru_cache(maxsize=CELLS_REMEMBERED)
def field_of(heading: Cell, group: str = "") -> str | None:
    """Name the field of a column: "birth", or "mother.phone" for another person's.

    Args:
        heading: the cell.
        group: what stands above it in the upper of two heading rows, as `plain()` gives it.
    """
    text = plain(heading)
    if not text or text.isdecimal():
        return None
    person = _person_in(text) or _person_in(group)
    if person is None:
        return f"first.{ANYBODY[text]}" if text in ANYBODY else FIELD_OF.get(text)
    for word in PEOPLE[person]:
        text = text.replace(word, "")
    aspect = ASPECT_ALONE.get(text)
    return f"{person}.{aspect}" if aspect else None


def _person_in(text: str) -> str | None:
    return next((who for who, words in PERSON.items() if words.search(text)), None)


def group_of(cell: Cell) -> str | None:
    """Give a heading over several others (家长信息), None when the cell is no such thing."""
    text = plain(cell)
    bare = GROUP_ENDING.sub("", text)
    is_group = bare != text or any(text in words for words in PEOPLE.values()) or text == "学生"
    return bare if text and is_group else None


def groups_of(row: Sequence[Cell]) -> list[str]:
    """Spread the upper of two heading rows over the columns below each of its cells.

    Empty when the row is none: when a cell is neither a group nor a heading of its own.
    """
    groups: list[str] = []
    group = ""
    for cell in row:
        if cell != "":
            found = group_of(cell)
            if found is None and field_of(cell) is None:
                return []
            group = found or ""
        groups.append(group)
    return groups


def fields_of(row: Sequence[Cell], above: Sequence[Cell] = ()) -> list[str | None]:
    """Name the field of each column of a heading row, with the row above when it is one too."""
    groups = groups_of(above)
    if not groups:
        return [field_of(cell) for cell in row]
    width = max(len(row), len(groups))
    lower = [*row, *[""] * (width - len(row))]
    upper = [*above, *[""] * (width - len(above))]
    spread = [*groups, *[groups[-1]] * (width - len(groups))]
    return [
        field_of(lower[n], spread[n]) if lower[n] != "" else _alone(upper[n]) for n in range(width)
    ]


def _alone(upper: Cell) -> str | None:
    """Name the field of a heading with nothing below; a group alone is none."""
    return None if group_of(upper) is not None else field_of(upper)


def is_heading(row: Sequence[Cell], fields: Sequence[str | None]) -> bool:
    """Whether a row with these fields names the columns of a list."""
    written = [cell for cell in row if cell != ""]
    own = [cell for cell in written if field_of(cell) is not None]
    known = {field for field in fields if field}
    return NAME in known and len(known) >= 2 and len(own) * 2 >= len(written) > 0

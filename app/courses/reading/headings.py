"""Which column means what: headings by synonym."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from app.sheets.tables import Cell

# field: what schools call it, after `plain()`.
SYNONYMS = {
    "code": "code 课程编号 课程代码 课程号 编号 社团编号 社团代码 代码",
    "title": "namezh name title 课程名称 社团名称 课程名 社团名 名称 课程 社团 项目 项目名称 兴趣班"
    " 班级名称 活动名称",
    "title_en": "nameen titleen 英文名称 英文名",
    "track": "coursetype track 课程类型 类型 课程性质",
    "domain": "category domain 类别 课程类别 社团类别 领域 课程领域 分类 板块",
    "grades": "grades grade 年级 招收年级 适合年级 参与年级 面向年级 招生年级 开设年级 对象"
    " 招生对象 面向对象 适合对象 参加对象 活动对象",
    "grade_from": "gradefrom 起始年级 最低年级 年级从",
    "grade_to": "gradeto 截止年级 最高年级 年级到 终止年级",
    "weekday": "weekdayzh weekday day 星期 周几 上课日 活动日 上课星期",
    "time": "time 时间 上课时间 活动时间 开课时间 课程时间 活动安排 时间安排",
    "starts_at": "start starttime startsat 开始时间 起始时间 上课开始时间",
    "ends_at": "end endtime endsat 结束时间 下课时间 上课结束时间",
    "room": "room 活动地点 地点 场地 教室 上课地点 活动场地 上课教室 活动教室 地点教室",
    "min_size": "capacitymin minsize 最低开班人数 开班人数 最少人数 成班人数 最低人数",
    "seats": "capacitymax seats 名额上限 人数上限 最多人数 最大人数 招生上限 上限人数",
    "size": "size 人数 名额 招生人数 限报人数 班额 招收人数 计划人数 规模 开班规模 限额",
    "teacher_kind": "teachertype 授课人员 教师类型 师资 师资类型 教师来源 人员类别",
    "teacher_no": "teacherref teacherno 教师代号 工号 教师工号 教师编号",
    "teacher": "teacher 授课教师 指导教师 任课教师 负责教师 负责老师 指导老师 任课老师 授课老师"
    " 教师 老师 教师姓名 辅导教师 执教教师 负责人",
    "fee": "materialsfeeyuan materialsfee fee 材料费 费用 收费 收费标准 材料费用 耗材费",
    "admission": "admission 录取方式 报名方式 招生方式 选课方式 选拔方式 参加方式",
    "meetings": "sessions meetings 课时数 课时 课次 次数 总课时 活动次数",
    "summary": "descriptionzh description summary 课程简介 简介 内容 课程内容 课程介绍 介绍"
    " 活动内容 社团简介 课程说明",
    "summary_en": "descriptionen summaryen 英文简介 英文介绍",
    "rules": "rules 活动规则 规则 课堂规则 活动要求 纪律要求",
    "safety_note": "safetynote safety 安全预案 安全提示 安全说明 安全须知 安全措施 安全注意事项",
}
FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words.split()}
TITLE = "title"
LONGEST_HEADING = 40


def plain(cell: Cell) -> str:
    """Bring a heading into the form of SYNONYMS: half-width, no spaces, stars or brackets."""
    if not isinstance(cell, str) or len(cell) > LONGEST_HEADING:
        return ""
    text = unicodedata.normalize("NFKC", cell).lower()
    return re.sub(r"\(.*?\)|\[.*?\]|[\s\u200b\ufeff*：:_\-/.。、]", "", text)


def columns_of(row: Sequence[Cell]) -> Mapping[str, int]:
    """Name the fields of a heading row with their columns; of two alike the first counts."""
    columns: dict[str, int] = {}
    for column, cell in enumerate(row):
        field = FIELD_OF.get(plain(cell))
        if field is not None:
            columns.setdefault(field, column)
    return columns


def is_heading(row: Sequence[Cell]) -> bool:
    """Whether a row names the columns of a catalogue."""
    written = [cell for cell in row if cell != ""]
    columns = columns_of(row)
    return TITLE in columns and len(columns) >= 3 and len(columns) * 2 >= len(written)

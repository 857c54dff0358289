"""Which column of a list of staff means what, and the words for roles."""

import re
from collections.abc import Mapping, Sequence

from app.core.roles import Role
from app.rosters.reading.headings import plain
from app.sheets import Cell

# field: what schools call it, after `plain()`.
SYNONYMS = {
    "name": "姓名 教师姓名 教师 老师 教职工姓名 职工姓名 人员姓名 名字 name fullname",
    "staff_no": "工号 教师工号 教工号 职工号 员工号 教职工号 人员编号 教师编号 编号 staffno",
    "phone": "电话 手机 手机号 手机号码 联系电话 联系方式 电话号码 phone mobile",
    "roles": "角色 职务 岗位 身份 任职 担任 工作 权限 roles role",
    "homerooms": "班主任班级 所带班级 带班 班主任 任班主任班级 管理班级 行政班 班级 homeroom",
    "kind": "人员类别 人员类型 类别 教师类型 来源 人员来源 外聘类型 是否外聘 kind",
    "organisation": "单位 所在单位 工作单位 派出单位 机构 所属机构 机构名称 organisation",
    "qualification": "资质 资格 资格证 资格证书 专业资质 证书 资质证书 qualification",
    "qualified_until": "资质有效期 资质有效期至 有效期 有效期至 到期日期 证书有效期 资质到期",
    "cleared_on": "背景审查日期 背景审查 审查日期 准入查询日期 无犯罪记录证明日期 从业查询日期",
}
FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words.split()}
ROLES = {
    Role.CLUB_TEACHER: "社团教师 社团老师 指导教师 任课教师 授课教师 教师 老师 clubteacher",
    Role.HOMEROOM_TEACHER: "班主任 homeroomteacher",
    Role.QUALITY_STAFF: "巡查人员 巡查 质量巡查 质检 督查 巡课 qualitystaff",
    Role.DUTY_LEADER: "值班行政 值班领导 行政值班 值班 dutyleader",
    Role.SCHOOL_ADMIN: "管理员 系统管理员 教务 教务员 schooladmin administrator",
    Role.GATEKEEPER: "门卫 保安 gatekeeper",
    Role.FINANCE: "财务 会计 出纳 财务人员 finance",
}
ROLE_OF = {word: role for role, words in ROLES.items() for word in words.split()}
SEVERAL = re.compile(r"[、,，;；/+\s]+")
NAME = "name"


def columns_of(row: Sequence[Cell]) -> Mapping[str, int]:
    """Name the fields of a heading row with their columns; of two alike the first counts."""
    columns: dict[str, int] = {}
    for column, cell in enumerate(row):
        field = FIELD_OF.get(plain(cell))
        if field is not None:
            columns.setdefault(field, column)
    return columns


def is_heading(row: Sequence[Cell]) -> bool:
    """Whether a row names the columns of a list of staff."""
    written = [cell for cell in row if cell != ""]
    columns = columns_of(row)
    has_sign_in = not columns.keys().isdisjoint({"staff_no", "phone"})
    return NAME in columns and has_sign_in and len(columns) * 2 >= len(written)


def parts_of(text: str) -> list[str]:
    """Split a cell that names several things."""
    return [part for part in SEVERAL.split(text) if part]


def role_of(word: str) -> Role | None:
    """Read one role."""
    return ROLE_OF.get(plain(word))

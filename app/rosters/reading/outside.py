"""Words of schools for where an adult comes from: their own staff, or from outside."""

from app.accounts.models import ExternalKind
from app.rosters.reading.headings import plain
from app.sheets import Cell

OWN_STAFF = "校内教师 本校教师 在校教师 校内 本校 教师 在编 在编教师 教职工 职工 schoolteacher"
EXTERNALS = {
    ExternalKind.RETIRED_TEACHER: "退休教师 退休 返聘 返聘教师 retiredteacher",
    ExternalKind.PROFESSIONAL: "外聘专业人员 外聘 外聘教师 专业人员 社会专业人员 外聘老师"
    " 非遗传承人 教练 外聘教练 hiredspecialist",
    ExternalKind.VOLUNTEER: "志愿者 家长志愿者 高校志愿者 大学生志愿者 社区志愿者 parentvolunteer",
    ExternalKind.PARENT_LECTURER: "家长 家长讲师 家长讲师团 parentlecturer",
    ExternalKind.AGENCY: "校外机构 机构 第三方机构 培训机构 agency",
}
KIND_OF = {word: kind for kind, words in EXTERNALS.items() for word in words.split()}


def is_own(cell: Cell) -> bool:
    """Whether the words say that somebody belongs to the school."""
    return plain(cell) in OWN_STAFF.split()


def external_of(cell: Cell) -> ExternalKind | None:
    """Read where an adult from outside comes from."""
    return KIND_OF.get(plain(cell))

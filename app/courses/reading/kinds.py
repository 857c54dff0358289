"""Words of schools for tracks, domains, E kinds and admissions."""

from collections.abc import Mapping
from typing import TypeVar

from app.courses.models import Admission, Domain, EKind, Track
from app.courses.reading.words import half_width
from app.sheets.tables import Cell

Kind = TypeVar("Kind", Track, Domain, EKind, Admission)

TRACKS = {
    Track.X: "x x课程 选修 选修课 特色 特色课程 走班 社团 拓展 拓展课程 兴趣 兴趣课程",
    Track.E: "e e课程 必选 普及 普及课程",
    Track.BASE: "1 1课程 base 基础 基础课程 基础托管 作业辅导 作业",
}
DOMAINS = {
    Domain.ARTS: "审美 艺术 美育 艺术类 审美类 艺术审美 美术 音乐 arts aesthetics",
    Domain.FITNESS: "健体 体育 体育类 运动 健体类 体育健康 健康 体能 fit fitness",
    Domain.MAKER: "创客 科技 科学 科创 创客类 科技类 科普 信息 工程 maker",
    Domain.LEADERSHIP: "领袖 领导力 人文 语言 思维 领袖类 人文类 德育 阅读 lead leadership",
    Domain.HOME_ECONOMICS: "家政 劳动 生活 家政类 劳动类 生活技能 劳动实践 home homeeconomics",
}
E_KINDS = {
    EKind.CLASS_BALL: "一班一球 一班一球类 班级球类 oneclass,oneballgame",
    EKind.PARENT_LECTURER: "一周一讲师 家长讲师 家长讲师团",
    EKind.LAB_STATION: "一站一实验 实验站 家校实验站",
    EKind.BOOK_AND_FILM: "一著一电影 一书一电影 整本书与电影",
}
ADMISSIONS = {
    Admission.OPEN: "open 自主报名 自愿报名 自由报名 自主选课 自由选课 自选 报名 抽签 公开",
    Admission.SELECTED: "selected 选拔 选拔录取 考核 面试 试训 试听选拔 择优 教师选拔 选拔制",
    Admission.CONTINUING: "continuing 续班 老队员优先 老学员优先 老生优先 连续 续报 延续",
    Admission.HOMEROOM: "class homeroom 按班级 全班 整班 班级 以班为单位 全班参加 整班参加",
}


def _by_word(words: Mapping[Kind, str]) -> dict[str, Kind]:
    return {word: kind for kind, listed in words.items() for word in listed.split()}


_TRACK, _DOMAIN, _E_KIND = _by_word(TRACKS), _by_word(DOMAINS), _by_word(E_KINDS)
_ADMISSION = _by_word(ADMISSIONS)


def track_of(cell: Cell) -> Track | None:
    """Read the track; None for words that are none."""
    return _TRACK.get(half_width(cell))


def domain_of(cell: Cell) -> Domain | None:
    """Read the domain of an X course."""
    return _DOMAIN.get(half_width(cell).removesuffix("课程"))


def e_kind_of(cell: Cell) -> EKind | None:
    """Read the kind of an E course."""
    return _E_KIND.get(half_width(cell))


def admission_of(cell: Cell) -> Admission | None:
    """Read how places are given."""
    return _ADMISSION.get(half_width(cell))

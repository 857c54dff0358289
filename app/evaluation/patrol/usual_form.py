"""The form a school starts with (一天一巡查, R24): what to look at, who puts it right, how soon."""

from typing import NamedTuple

from app.evaluation.actions.models import Severity
from app.evaluation.patrol.models import OwnerKind


class UsualItem(NamedTuple):
    """An item in both languages."""

    key: str
    part: tuple[str, str]
    label: tuple[str, str]
    points: int
    severity: Severity
    owner: OwnerKind = OwnerKind.TEACHER
    is_compliance: bool = False


STAFF = ("教师到岗", "The adult")
ROLL = ("学生出勤", "The children")
CONTENT = ("活动内容", "The activity")
ORDER = ("秩序与场地", "Order and room")
SAFETY = ("安全", "Safety")

USUAL_ITEMS = (
    UsualItem(
        "there",
        STAFF,
        ("有本班次教师或已报备的代课老师在场", "Its teacher or who stands in is there"),
        10,
        Severity.NOW,
        OwnerKind.OFFICE,
    ),
    UsualItem(
        "on_time", STAFF, ("上课前到岗候课", "Was there before the bell"), 10, Severity.TODAY
    ),
    UsualItem("stays", STAFF, ("全程在岗，未中途离开", "Stays all the time"), 10, Severity.TODAY),
    UsualItem(
        "conduct", STAFF, ("不玩手机，言行得体", "No telephone, proper conduct"), 5, Severity.WEEK
    ),
    UsualItem(
        "roll_called",
        ROLL,
        ("已点名，缺席的已联系班主任或家长", "The roll is called, the missing are asked after"),
        10,
        Severity.TODAY,
    ),
    UsualItem(
        "prepared",
        CONTENT,
        ("有计划和准备，不放任", "Planned and prepared, not left to drift"),
        10,
        Severity.WEEK,
    ),
    UsualItem(
        "as_published", CONTENT, ("与公布的课程一致", "What was published"), 5, Severity.WEEK
    ),
    UsualItem(
        "no_new_lesson",
        CONTENT,
        (
            "未讲授新课，未集体补课，未增加作业",
            "No new lesson, no group tutoring, no extra homework",
        ),
        10,
        Severity.NOW,
        OwnerKind.OFFICE,
        is_compliance=True,
    ),
    UsualItem(
        "engaged", CONTENT, ("学生投入，气氛好", "The children are with it"), 5, Severity.WEEK
    ),
    UsualItem(
        "discipline",
        ORDER,
        ("秩序良好，走班途中有人带队", "Good order, led on the way between rooms"),
        5,
        Severity.WEEK,
    ),
    UsualItem(
        "tidy",
        ORDER,
        ("结束后桌椅地面整洁，器材归位", "Desks, floor and equipment tidy afterwards"),
        5,
        Severity.WEEK,
    ),
    UsualItem(
        "hazard_free",
        SAFETY,
        ("场地、设施、消防无隐患", "No hazard in room, equipment, fire safety"),
        10,
        Severity.TODAY,
        OwnerKind.KEEPER,
    ),
    UsualItem(
        "handover",
        SAFETY,
        ("按规定整队放学，与家长交接", "Lined up and handed over to the families"),
        5,
        Severity.TODAY,
    ),
)

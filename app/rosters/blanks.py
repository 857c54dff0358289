"""The list that a school fills in when it has none: headings and two lines to write over."""

from app.sheets import Table

ROSTER = Table(
    "学生名册",
    [
        "学号",
        "姓名",
        "性别",
        "年级",
        "班级",
        "班内学号",
        "出生日期",
        "监护人1姓名",
        "监护人1关系",
        "监护人1电话",
        "监护人2姓名",
        "监护人2关系",
        "监护人2电话",
        "就读方式",
        "离校方式",
        "备注",
    ],
    [],
)

"""What pupils are asked before the clubs of a term are fixed (R22)."""

from app.evaluation.survey.questions import Kind, Option, Question

INTEREST_QUESTIONS = (
    Question(
        "activities",
        Kind.MULTI,
        "放学后你最想做什么？（最多选三项）",
        "What would you like to do after school? (up to three)",
        most=3,
        is_required=True,
        options=(
            Option("homework", "做作业、答疑", "Homework and questions"),
            Option("reading", "自主阅读", "Reading"),
            Option("sports", "体育锻炼", "Sports"),
            Option("arts", "艺术活动", "Arts"),
            Option("science", "科普、动手做", "Science and making"),
            Option("play", "娱乐游戏", "Games"),
            Option("outward", "拓展训练", "Outward training"),
            Option("practice", "社会实践、劳动", "Practice and housework"),
        ),
    ),
    Question(
        "days",
        Kind.SINGLE,
        "一周想参加几天社团？",
        "On how many days of the week?",
        options=tuple(Option(str(n), f"{n}天", str(n)) for n in range(1, 6)),
    ),
    Question(
        "again",
        Kind.SINGLE,
        "还想上现在的社团吗？",
        "Would you like to go on with your club?",
        options=(
            Option("same", "想继续", "Yes"),
            Option("new", "想换一个", "Another one"),
            Option("none", "现在没有社团", "I have none"),
        ),
    ),
    Question("wish", Kind.TEXT, "想要但现在没有的社团", "A club you miss"),
)

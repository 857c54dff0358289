"""Rules and safety notes to start from; a school reads, changes and confirms them (R23)."""

from collections.abc import Mapping

from app.courses.models import Domain

RULES = "按时到场，听老师安排；爱护器材，用完归位；有事先请假，由老师带队进出场地。"
SAFETY_NOTES: Mapping[Domain | None, str] = {
    Domain.ARTS: "剪刀、颜料等工具由老师统一发放和收回；不追逐打闹；身体不适立即告诉老师。",
    Domain.FITNESS: "课前热身，穿运动鞋；受伤立即停止活动并送校医室；高温和空气污染时改在室内。",
    Domain.MAKER: "电源、热熔胶和刀具由老师操作或在旁指导；戴好护具；结束时断电清点。",
    Domain.LEADERSHIP: "外出活动须经学校批准并有两名老师带队；人多时按路线有序行进。",
    Domain.HOME_ECONOMICS: "用火用刀须老师在旁；课前登记食物过敏；洗手，台面随时清洁。",
    None: "人数多时分区就座，按路线进出；实验器材由老师管理；身体不适立即告诉老师。",
}

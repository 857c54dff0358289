"""Who makes surveys and reads results."""

from app.core.roles import Role

# Who makes, opens and closes a survey, and writes what the school does about it.
MAKERS = (Role.SCHOOL_ADMIN, Role.QUALITY_STAFF)
# Who hears of alarm answers besides the administrators.
LEADER = Role.DUTY_LEADER

"""What people read for roles, devices, purposes and the like; translated where it is shown."""

from app.accounts.models import (
    ConsentPurpose,
    ExternalKind,
    PriorityKind,
    StudentStatus,
)
from app.core.roles import Role
from app.core.text import N_

ROLES = {
    Role.STUDENT: N_("Pupil"),
    Role.GUARDIAN: N_("Guardian"),
    Role.CLUB_TEACHER: N_("Club teacher"),
    Role.HOMEROOM_TEACHER: N_("Homeroom teacher"),
    Role.QUALITY_STAFF: N_("Quality staff"),
    Role.DUTY_LEADER: N_("Duty leader"),
    Role.SCHOOL_ADMIN: N_("Administrator"),
    Role.DISTRICT_OFFICER: N_("District officer"),
    Role.GATEKEEPER: N_("Gatekeeper"),
    Role.FINANCE: N_("Finance"),
}
EXTERNAL_KINDS = {
    ExternalKind.RETIRED_TEACHER: N_("Retired teacher"),
    ExternalKind.PROFESSIONAL: N_("Qualified professional"),
    ExternalKind.VOLUNTEER: N_("Volunteer"),
    ExternalKind.PARENT_LECTURER: N_("Parent lecturer"),
    ExternalKind.AGENCY: N_("Agency"),
}
STATUSES = {
    StudentStatus.ENROLLED: N_("At school"),
    StudentStatus.SUSPENDED: N_("Paused"),
    StudentStatus.LEFT: N_("Has left"),
}
PURPOSES = {
    ConsentPurpose.SERVICE: N_("Clubs: choosing, rolls, safety"),
    ConsentPurpose.PHOTOS: N_("Pictures and works in the showcase"),
    ConsentPurpose.SURVEY: N_("Invitations to the monthly survey"),
}
PURPOSE_EXPLANATIONS = {
    ConsentPurpose.SERVICE: N_(
        "Name, homeroom, choices and attendance are used to place the child, call the roll and "
        "hand the child over. Without it the child cannot take part in clubs."
    ),
    ConsentPurpose.PHOTOS: N_(
        "Works and pictures may be shown to families of this school. Clubs do not depend on it."
    ),
    ConsentPurpose.SURVEY: N_(
        "You get a link each month; answers are anonymous. Clubs do not depend on it."
    ),
}
PRIORITY_KINDS = {
    PriorityKind.MIGRANT_WORKER_CHILD: N_("Child of migrant workers"),
    PriorityKind.LEFT_BEHIND: N_("Left-behind child"),
    PriorityKind.SINGLE_PARENT: N_("Single-parent family"),
    PriorityKind.DISABLED: N_("Disabled child"),
    PriorityKind.HARDSHIP: N_("Family in hardship"),
}
DEVICES = {
    "wechat": "WeChat",
    "harmony": "HarmonyOS",
    "android": "Android",
    "ipad": "iPad",
    "iphone": "iPhone",
    "windows": "Windows",
    "mac": "Mac",
    "linux": "Linux",
    "other": N_("Another device"),
}

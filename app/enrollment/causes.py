"""What everybody may read of why a place was corrected after a draw."""

from app.core.text import N_
from app.enrollment.models import Cause

CAUSES = {
    Cause.LOST: N_("A list or a form was lost or not entered"),
    Cause.MISREAD: N_("A list or a form was entered wrongly"),
    Cause.WRONG_PLACE: N_("A place was entered wrongly"),
}

"""The shapes of requests about imports."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app.web.upload_forms import ConfirmForm


class ApplyForm(ConfirmForm):
    """The confirmation of what was shown."""

    with_leavers = BooleanField(_("Those who are no longer in the list leave the school today."))

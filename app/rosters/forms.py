"""The shapes of requests about imports."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField

from app.web.forms import Form


class UploadForm(Form):
    """A file with a list."""

    file = FileField(
        _("Choose the list of students"),
        [FileRequired(_("Choose a file first."))],
        description=_("Excel, WPS, CSV or a OneRoster zip, as it is; at most 20 MB."),
    )


class ApplyForm(Form):
    """The confirmation of what was shown."""

    mark = HiddenField()
    with_leavers = BooleanField(_("Those who are no longer in the list leave the school today."))

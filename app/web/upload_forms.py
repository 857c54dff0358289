"""The shapes of requests that every import takes: a file, then the confirmation of its effect."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from app.web.forms import Form


class UploadForm(Form):
    """A file; the page says which."""

    file = FileField("", [FileRequired(_("Choose a file first."))])


class ConfirmForm(Form):
    """The confirmation of exactly what was shown, of which `mark` is a short hash."""

    mark = HiddenField()

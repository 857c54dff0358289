"""A page with every macro once: tests parse it, the browser tests look at it."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, render_template_string
from wtforms import BooleanField, FileField, RadioField, StringField

from app.web.forms import Form, options

NOW = datetime(2026, 9, 8, 8, 25, tzinfo=UTC)
LATER = datetime(2026, 9, 8, 9, 20, tzinfo=UTC)
SOURCE = Path(__file__).with_name("gallery.html")


class GalleryForm(Form):
    name = StringField("接领人电话", description="11 位号码")
    agrees = BooleanField("愿意接受学校调剂", description="不勾就不会调剂")
    answer = RadioField("参加吗", choices=options([("yes", "参加"), ("no", "不参加")]))
    file = FileField("学生名册", description="xlsx 或 csv，最大 10 MB")


def gallery(app: Flask) -> str:
    """Render the page for a visitor, with a form that was refused."""
    with app.test_request_context("/"):
        form = GalleryForm(data={"answer": "yes"})
        form.name.errors = ["号码应有 11 位，现在 7 位。"]
        form.form_errors.append("没有存上。")
        return render_template_string(SOURCE.read_text("utf8"), form=form, now=NOW, later=LATER)

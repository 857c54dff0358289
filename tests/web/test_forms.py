"""The base of forms: its own sentences come in the reader's language."""

import pytest
from wtforms import StringField
from wtforms.validators import InputRequired

from app.web.forms import Form


class NameForm(Form):
    name = StringField(validators=[InputRequired()])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh_Hans_CN", "该字段是必填字段。"), ("en", "This field is required.")],
)
def test_sentences_that_come_with_forms_are_in_the_readers_language(app, language, sentence):
    cookie = {"Cookie": f"language={language}"}
    with app.test_request_context(method="POST", headers=cookie):
        form = NameForm()

        form.name.validate(form)

    assert form.name.errors == [sentence]

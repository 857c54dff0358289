import pytest
from flask_babel import force_locale

from app.core.errors import Invalid
from app.core.text import N_, Marked, Named, Sentence
from app.web.translation import sentence_of


class Told(Invalid):
    message = N_("%(name)s cannot take %(title)s: %(why)s.")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("zh_Hans_CN", "周小满 不能选“围棋”：星期四 陶艺。"),
        ("en", "周小满 cannot take Chess: Thursday 陶艺."),
    ],
)
def test_names_words_and_sentences_among_the_facts_are_said_in_the_readers_language(
    app, locale, said
):
    why = Sentence("%(day)s %(club)s", {"day": Marked("Thursday"), "club": Named("陶艺")})
    refusal = Told(name="周小满", title=Named("围棋", "Chess"), why=why)

    with app.test_request_context(), force_locale(locale):
        found = sentence_of(refusal)

    assert found == said

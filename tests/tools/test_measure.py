import pytest

from tools.local_server import Server
from tools.measure.load import Answers, Shot, fire
from tools.measure.weight import weigh


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The real app on an empty database."""
    made = Server(tmp_path_factory.mktemp("server"))
    made.flask("db", "upgrade")
    with made.running():
        yield made


def test_every_shot_of_every_lane_is_answered_once(server):
    lanes = [[Shot("/healthz", key=f"{lane}-{n}") for n in range(20)] for lane in range(3)]

    answers = fire(server.port, lanes)

    assert answers.statuses == {200: 60}
    assert set(answers.keys.values()) == {200}


def test_a_form_arrives_as_a_post_and_is_refused_without_its_token(server):
    answers = fire(server.port, [[Shot("/language", form=[("locale", "en")], key="language")]])

    assert answers.keys == {"language": 400}


def test_a_killed_server_acknowledges_nothing_more(tmp_path):
    server = Server(tmp_path)
    server.flask("db", "upgrade")
    server.start()
    server.kill()

    answers = fire(server.port, [[Shot("/healthz", key="late")]])

    assert answers.keys == {}


def test_a_page_weighs_what_a_first_visit_loads(server):
    weight = weigh(server.port, "/sign-in", "")

    assert weight.page > 0
    assert any(address.startswith("/static/build/zouban.css") for address in weight.files)
    assert weight.first_visit == weight.page + sum(weight.files.values())


def test_the_slowest_of_a_share():
    answers = Answers(seconds=[n / 100 for n in range(1, 101)])

    assert answers.slowest(0.95) == 0.96

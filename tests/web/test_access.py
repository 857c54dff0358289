import pytest
from flask import Flask

from app.core.roles import Role
from app.web.access import Access, MissingAccess, access_policy, allow


def test_a_view_without_access_stops_the_app():
    app = Flask("bare")
    app.add_url_rule("/open", view_func=lambda: "open", endpoint="open")

    with pytest.raises(MissingAccess, match="open does not say"):
        access_policy(app)


def test_allow_needs_a_role():
    with pytest.raises(MissingAccess):
        allow()


def test_every_route_states_its_access(app):
    described = {row[3].describe() for row in access_policy(app)}

    assert "everybody" in described


@pytest.mark.parametrize(
    ("access", "admits"),
    [
        (Access(is_public=True), True),
        (Access(), True),
        (Access(frozenset({Role.GUARDIAN})), True),
        (Access(frozenset({Role.SCHOOL_ADMIN})), False),
    ],
)
def test_access_admits_by_role(access, admits):
    assert access.admits(frozenset({Role.GUARDIAN})) is admits

"""The commit of a request, seen from outside through two small views."""

import pytest
from flask import Blueprint, Flask

from app.core.db import db
from app.core.errors import Conflict
from app.schools.models import School
from app.web import transaction
from app.web.access import public
from app.web.transaction import keep_despite_refusal
from tests import make


@pytest.fixture
def name_of(session):
    """Read the school's name as another transaction sees it."""

    def read(school_id):
        session.rollback()
        return session.get_one(School, school_id, populate_existing=True).name

    return read


def rename(school_id):
    db.session.get_one(School, school_id).name = "改过"
    db.session.flush()


@pytest.fixture(scope="module")
def probe():
    """Views that write and then answer in different ways."""
    bp = Blueprint("probe", __name__)

    @bp.route("/probe/<int:school_id>/ok", methods=["GET", "POST"])
    @public
    def ok(school_id):
        rename(school_id)
        return "saved"

    @bp.post("/probe/<int:school_id>/refused")
    @public
    def refused(school_id):
        rename(school_id)
        raise Conflict

    @bp.post("/probe/<int:school_id>/counted")
    @public
    def counted(school_id):
        rename(school_id)
        keep_despite_refusal()
        return "no", 403

    return bp


@pytest.fixture
def probed(app: Flask, probe, client):
    """The client of an app that has the probe's views."""
    if "probe" not in app.blueprints:
        app._got_first_request = False
        app.register_blueprint(probe)
    return client


@pytest.mark.parametrize(
    ("view", "status", "is_kept"),
    [("ok", 200, True), ("refused", 409, False), ("counted", 403, True)],
)
def test_a_success_is_kept_and_a_refusal_is_not(probed, session, name_of, view, status, is_kept):
    school = make.school(session, name="原名")
    school_id = school.id

    answer = probed.post(f"/probe/{school_id}/{view}")

    assert answer.status_code == status
    assert name_of(school_id) == ("改过" if is_kept else "原名")


def test_a_get_cannot_write(probed, session, name_of):
    school_id = make.school(session, name="原名").id
    probed.application.config["PROPAGATE_EXCEPTIONS"] = False

    answer = probed.get(f"/probe/{school_id}/ok")

    probed.application.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code in {500, 503}
    assert name_of(school_id) == "原名"


def test_reading_methods_are_the_safe_ones():
    assert sorted(transaction.READING_METHODS) == ["GET", "HEAD", "OPTIONS"]

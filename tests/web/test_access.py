import pytest
from flask import Flask

from app.core.roles import FAMILY, Role
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


# Written a second time: a view that opens by mistake is not in these lists.
EVERYBODY = """
    / /answer/<token>
    /calendar/<token>.ics /choose-password /colours /courses/<int:course_id>/picture/<digest>.webp
    /draws/<int:round_id> /draws/<int:round_id>/manifest-<int:position>.json
    /draws/<int:round_id>/public-<int:position>.json /draws/verify_draw.py /healthz /language
    /readyz /schools/<code>/timetable /schools/<school_code>/clubs
    /schools/<school_code>/clubs/<int:section_id> /sign-in /sign-in/<school_code>
    /static/<path:filename>
"""
FAMILIES = """
    /me/calendar /me/calendar/end /timetable/child /timetable/child.xlsx /timetable/child/print
    /collectors /collectors/<int:collector_id>/end /collectors/week
    /attendance/mine /incidents/mine /conduct/mine /conduct/mine/<int:end_proposal_id>
    /survey /poll
    /voices /voices/answer /voices/complaints/new /voices/complaints/<int:complaint_id>
    /leave /leave/<int:leave_request_id>/withdraw
    /choose /clubs /clubs/<int:section_id> /inbox /me /me/child
    /me/children/<int:student_id>/data /me/children/<int:student_id>/data.json /me/consent
    /repair-moves/<int:repair_move_id>/agree /repair-moves/<int:repair_move_id>/decline
    /exchange
    /free-seats /free-seats/<int:section_id>/take
    /me/mail /me/mail/confirm /me/mail/forget /me/mail/switch
    /me/devices/end /me/password /offers /offers/<int:offer_id>/accept
    /offers/<int:offer_id>/decline /rounds/<int:round_id>/answers /rounds/<int:round_id>/choose
    /rounds/<int:round_id>/choose/<int:slot_id> /rounds/<int:round_id>/hand-in
    /rounds/<int:round_id>/list /rounds/<int:round_id>/my-row /rounds/<int:round_id>/my-row.json
    /rounds/<int:round_id>/receipt /rounds/<int:round_id>/result /rounds/<int:round_id>/review
    /places /places/<int:place_id> /places/<int:place_id>/change/<int:section_id>
    /places/<int:place_id>/give-up /places/<int:place_id>/take-back
    /change-requests/<int:change_request_id>/withdraw
    /rounds/<int:round_id>/same /sign-out /waiting/<int:section_id>/leave
"""
PROBE = "/probe/"  # routes of test_transaction


def test_everybody_and_families_open_the_listed_pages_and_no_other(app):
    rows = [row for row in access_policy(app) if not row[0].startswith(PROBE)]
    of_everybody = {path for path, *_, access in rows if access.is_public}
    of_families = {path for path, *_, access in rows if access.admits(FAMILY)} - of_everybody

    assert of_everybody == set(EVERYBODY.split())
    assert of_families == set(FAMILIES.split())

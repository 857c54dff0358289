"""The catalogue as families see it, and its public page without any child's data."""

import hashlib
from http import HTTPStatus
from typing import Any

from flask import Response, make_response, render_template, request, session, url_for

from app.accounts.models import Student
from app.accounts.viewer import children, current_child, viewer
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.pinyin import LONGEST_SEARCH
from app.core.roles import FAMILY
from app.courses.models import Section, SectionState
from app.courses.queries import courses as course_queries
from app.courses.queries import sections as queries
from app.courses.queries.catalogue import occupied_slots
from app.courses.views.blueprint import bp, current_term
from app.courses.views.shelf import DOMAIN_ORDER, Shelf, rows, shelf
from app.courses.wanted import Child, Wanted
from app.schools import queries as schools
from app.schools.models import School, Term
from app.web.access import public, signed_in
from app.web.assets import asset
from app.web.fragments import respond, wants_fragment

PICTURE_SECONDS = 31_536_000


@bp.get("/clubs")
@signed_in
def clubs() -> Response:
    """Show the term's clubs; a family sees first what still fits its child."""
    me = viewer()
    term = current_term(me.school)
    child = current_child() if me.roles & FAMILY and children() else None
    fits = _fits(term, child) if child is not None else None
    filters = _filters(fits if request.args.get("show") != "all" else None)
    found = shelf(me.school, term, is_public=False)
    tag = _tag(found, filters, me.account_id, child.id if child else 0)
    return _unchanged(tag) or _page(
        found, filters, tag, child=child, term=term, of_school=me.school, is_public=False
    )


@bp.get("/clubs/<int:section_id>")
@signed_in
def club(section_id: int) -> str:
    """Show one published club."""
    me = viewer()
    section = _published(me.school_id, section_id)
    child = current_child() if me.roles & FAMILY and children() else None
    return _club_page(section, child=child, back=url_for(".clubs"), of_school=me.school)


@bp.get("/schools/<school_code>/clubs")
@public
def public_clubs(school_code: str) -> Response:
    """Show a school's clubs to everybody."""
    school = schools.get_school_by_code(db.session(), school_code)
    term = current_term(school)
    found = shelf(school, term, is_public=True)
    filters = _filters(None)
    tag = _tag(found, filters, 0, 0)
    return _unchanged(tag) or _page(
        found, filters, tag, child=None, term=term, of_school=school, is_public=True
    )


@bp.get("/schools/<school_code>/clubs/<int:section_id>")
@public
def public_club(school_code: str, section_id: int) -> str:
    """Show one published club to everybody."""
    school = schools.get_school_by_code(db.session(), school_code)
    section = _published(school.id, section_id)
    back = url_for(".public_clubs", school_code=school_code)
    return _club_page(section, child=None, back=back, of_school=school)


@bp.get("/courses/<int:course_id>/picture/<digest>.webp")
@public
def picture(course_id: int, digest: str) -> Response:
    """Give a course's picture; its address changes with it, so browsers keep it for good."""
    found = course_queries.picture_by_digest(db.session(), course_id, digest)
    if found is None:
        raise NotFound
    response = make_response(found.content)
    response.mimetype = "image/webp"
    response.cache_control.public = True
    response.cache_control.max_age = PICTURE_SECONDS
    response.cache_control.immutable = True
    return response


def _published(school_id: int, section_id: int) -> Section:
    section = queries.get_section(db.session(), school_id, section_id)
    if section.state is not SectionState.PUBLISHED:
        raise NotFound
    return section


def _fits(term: Term, child: Student) -> Child:
    grade = child.grade if viewer().school.takes_part(child.grade) else None
    return Child(grade, occupied_slots(db.session(), term, child.id))


def _filters(child: Child | None) -> Wanted:
    domain = request.args.get("domain", "")
    return Wanted(
        search=request.args.get("q", "")[:LONGEST_SEARCH],
        day=_number("day"),
        domain=domain if domain in DOMAIN_ORDER else "",
        grade=_number("grade"),
        child=child,
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if len(text) == 1 and text in "123456789" else None


def _tag(found: Shelf, filters: Wanted, account_id: int, child_id: int) -> str:
    """Name what a page depends on: version, filters, and who looks."""
    has_news = bool(session.get("_flashes"))
    parts = (
        found.key,
        filters,
        account_id,
        child_id,
        wants_fragment(),
        asset("build/zouban.css"),
        request.cookies.get("colours"),
        clock.now().isoformat() if has_news else "",
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def _unchanged(tag: str) -> Response | None:
    if request.if_none_match.contains_weak(tag):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
        response.set_etag(tag, weak=True)
        return response
    return None


def _page(
    found: Shelf,
    filters: Wanted,
    tag: str,
    **context: Any,
) -> Response:
    kept = _kept(filters)
    response = respond(
        "courses/clubs.html",
        "courses/_clubs.html",
        HTTPStatus.OK,
        rows=rows(found, filters, kept),
        whole=len(found.clubs),
        filters=filters,
        kept=kept,
        **context,
    )
    response.set_etag(tag, weak=True)
    return response


def _kept(filters: Wanted) -> dict[str, str]:
    """Write filters as they stand in addresses."""
    values = {
        "q": filters.search,
        "day": str(filters.day or ""),
        "domain": filters.domain,
        "grade": str(filters.grade or ""),
        "show": "all" if request.args.get("show") == "all" else "",
    }
    return {name: value for name, value in values.items() if value}


def _club_page(section: Section, *, child: Student | None, back: str, of_school: School) -> str:
    shown = course_queries.picture_of(db.session(), section.school_id, section.course_id)
    return render_template(
        "courses/club.html",
        section=section,
        course=section.course,
        times=[(at.slot.weekday, at.starts_at, at.ends_at) for at in section.times],
        picture=shown,
        child=child,
        takes_child=child is not None and section.accepts(child.grade),
        back=back,
        of_school=of_school,
    )

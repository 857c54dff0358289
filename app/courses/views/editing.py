"""Writing a club: what it is and how it runs this term, on one page."""

from http import HTTPStatus

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from app.accounts.viewer import viewer
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.courses import errors, policy, services
from app.courses.forms.club import (
    TEACHERS,
    CourseForm,
    SectionForm,
    course_data,
    section_data,
)
from app.courses.models import Course, Section
from app.courses.policy import DESK
from app.courses.queries import courses as course_queries
from app.courses.queries import sections as queries
from app.courses.values import CourseValues, SectionValues, course_values, section_values
from app.courses.views.blueprint import bp, chosen_term, signature
from app.courses.views.club_page import Page, club_page
from app.courses.views.review import the_section
from app.files.pictures import FILE_BYTES
from app.schools import queries as schools
from app.schools.models import Term
from app.web.access import allow
from app.web.fragments import to
from app.web.uploads import takes_file

USUAL = {"grade_from": 1, "grade_to": 6, "seats": 30}


@bp.get("/courses/new")
@allow(*DESK)
def new() -> Response:
    """Ask for a new club."""
    me = viewer()
    teachers: list[int | None] = [None] * TEACHERS
    if not policy.may_review(me.roles):
        teachers[0] = me.account_id
    data = USUAL | {"teacher_ids": teachers}
    return _render(club_page(chosen_term(me.school), None, CourseForm(None), data))


@bp.post("/courses/new")
@allow(*DESK)
@takes_file(FILE_BYTES)
def create() -> Response:
    """Draft a new club."""
    page = club_page(chosen_term(viewer().school), None, CourseForm(), None)
    if page.is_valid() and page.course_form is not None:
        try:
            course = services.create_course(
                db.session(), page.term.school_id, page.course_form.values(), **signature()
            )
            made = services.create_section(
                db.session(), page.term, course, _values(page), **signature()
            )
            _save_picture(page.course_form, course)
            flash(gettext("Saved as a draft."))
            return to(url_for(".show", section_id=made.id))
        except Invalid as refusal:
            page.refuse(refusal)
    return _render(page, HTTPStatus.UNPROCESSABLE_ENTITY)


@bp.get("/courses/<int:section_id>/edit")
@allow(*DESK)
def edit(section_id: int) -> Response:
    """Show a club to change it."""
    section = _editable(section_id)
    values = section_values(section, _homeroom_ids(section))
    form = CourseForm(None, data=course_data(section.course)) if _owns_text(section) else None
    return _render(club_page(_term(section), section, form, section_data(section, values)))


@bp.post("/courses/<int:section_id>/edit")
@allow(*DESK)
@takes_file(FILE_BYTES)
def change(section_id: int) -> Response:
    """Change a club."""
    section = _editable(section_id)
    form = CourseForm() if _owns_text(section) else None
    page = club_page(_term(section), section, form, None)
    if page.is_valid():
        try:
            if form is not None:
                values = _course_values(form, section.course)
                services.update_course(db.session(), section.course, values, **signature())
                _save_picture(form, section.course)
            services.update_section(db.session(), section, _values(page), **signature())
            flash(gettext("Saved."))
            return to(url_for(".show", section_id=section_id))
        except Invalid as refusal:
            page.refuse(refusal)
    return _render(page, HTTPStatus.UNPROCESSABLE_ENTITY)


def _editable(section_id: int) -> Section:
    section, me = the_section(section_id), viewer()
    if not policy.may_edit(me.roles, section, me.account_id):
        raise errors.NotEditable(title=section.course.named)
    return section


def _owns_text(section: Section) -> bool:
    is_shared = queries.is_course_shared(db.session(), section)
    return policy.may_edit_course(viewer().roles, is_shared=is_shared)


def _term(section: Section) -> Term:
    return schools.get_term(db.session(), section.school_id, section.term_id)


def _homeroom_ids(section: Section) -> list[int]:
    listed = queries.section_homerooms(db.session(), section.school_id, section.id)
    return [homeroom.id for homeroom in listed]


def _values(page: Page) -> SectionValues:
    section, form = page.section, page.section_form
    kept = section_values(section, _homeroom_ids(section)) if section is not None else None
    if isinstance(form, SectionForm):
        return form.values(kept, may_reserve=policy.may_review(viewer().roles))
    if kept is None:
        raise NotFound
    return form.details(kept)


def _course_values(form: CourseForm, course: Course) -> CourseValues:
    return form.values(activity=course_values(course).activity)


def _save_picture(form: CourseForm, course: Course) -> None:
    if form.picture.data:
        services.set_picture(db.session(), course, form.picture.data.read(), **signature())
    elif form.drops_picture.data:
        services.remove_picture(db.session(), course, **signature())


def _render(page: Page, status: int = HTTPStatus.OK) -> Response:
    section = page.section
    picture = None
    if section is not None:
        picture = course_queries.picture_of(db.session(), section.school_id, section.course_id)
    answer = render_template(
        "courses/edit.html",
        page=page,
        course=section.course if section is not None else None,
        section=section,
        picture=picture,
        may_reserve=policy.may_review(viewer().roles),
        is_refused=request.method == "POST",
    )
    return make_response(answer, status)

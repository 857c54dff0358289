"""Who takes part in which of the five educations, grade by grade."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Student, StudentStatus
from app.courses.models import Course, Domain, EKind, Section, SectionHomeroom, SectionState, Track
from app.enrollment.models import Place
from app.evaluation.summary.five import Education, GradeCoverage, cover, education_of
from app.schools.models import Homeroom, Term

Chosen = Select[int | None, int, Track, Domain | None, EKind | None]


def coverage(session: Session, school_id: int, term: Term) -> list[GradeCoverage]:
    """Count the enrolled children of each grade by education; three statements.

    A child takes part by a place in force, or with its whole homeroom.
    """
    taking = set()
    for statement in (_by_place(school_id, term.id), _by_homeroom(school_id, term.id)):
        for grade, child, track, domain, e_kind in session.execute(statement):
            education: Education | None = education_of(track, domain, e_kind)
            if grade is not None and education is not None:
                taking.add((grade, child, education))
    grades = session.execute(
        select(Homeroom.grade, func.count(Student.id))
        .join(Student, Student.homeroom_id == Homeroom.id)
        .where(Student.school_id == school_id, Student.status == StudentStatus.ENROLLED)
        .group_by(Homeroom.grade)
    )
    return cover({grade: count for grade, count in grades if grade is not None}, taking)


def _chosen() -> Chosen:
    return select(Homeroom.grade, Student.id, Course.track, Course.domain, Course.e_kind).distinct()


def _by_place(school_id: int, term_id: int) -> Chosen:
    return (
        _chosen()
        .select_from(Place)
        .join(Section, Section.id == Place.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(Student, Student.id == Place.student_id)
        .join(Homeroom, Homeroom.id == Student.homeroom_id)
        .where(
            Place.school_id == school_id,
            Place.ended_at.is_(None),
            Section.term_id == term_id,
            Student.status == StudentStatus.ENROLLED,
        )
    )


def _by_homeroom(school_id: int, term_id: int) -> Chosen:
    return (
        _chosen()
        .select_from(SectionHomeroom)
        .join(Section, Section.id == SectionHomeroom.section_id)
        .join(Course, Course.id == Section.course_id)
        .join(Homeroom, Homeroom.id == SectionHomeroom.homeroom_id)
        .join(Student, Student.homeroom_id == Homeroom.id)
        .where(
            SectionHomeroom.school_id == school_id,
            Section.term_id == term_id,
            Section.state == SectionState.PUBLISHED,
            Student.status == StudentStatus.ENROLLED,
        )
    )

from app.audit.models import AuditEntry
from app.courses import services
from app.courses.models import Domain
from app.courses.usual_texts import RULES, SAFETY_NOTES
from tests import make

BY = {"actor_id": None, "now": make.NOON}


def test_texts_are_filled_where_they_lack_and_nothing_is_overwritten(session):
    term = make.term(session)
    bare = make.course(session, domain=Domain.MAKER, rules="", safety_note=" ")
    half = make.course(session, domain=Domain.ARTS, rules="我们自己的规则", safety_note="")
    full = make.course(session, domain=Domain.FITNESS, rules="有", safety_note="有")
    sections = [make.section(session, term=term, course=one) for one in (bare, half, full, bare)]

    changed = services.fill_texts(session, sections, rules=RULES, safety_notes=SAFETY_NOTES, **BY)

    assert changed == 2
    assert (bare.rules, bare.safety_note) == (RULES, SAFETY_NOTES[Domain.MAKER])
    assert (half.rules, half.safety_note) == ("我们自己的规则", SAFETY_NOTES[Domain.ARTS])
    assert (full.rules, full.safety_note) == ("有", "有")
    assert session.query(AuditEntry).filter_by(action="fill texts").count() == 2
    assert not services.without_texts(sections)


def test_a_domain_without_a_note_still_lacks_one(session):
    section = make.section(
        session,
        term=make.term(session),
        course=make.course(session, domain=Domain.MAKER, rules="", safety_note=""),
    )

    services.fill_texts(session, [section], rules=RULES, safety_notes={}, **BY)

    assert services.without_texts([section]) == [section.course]

"""A club with children that cannot go on, and the clubs around it."""

from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.roles import Role
from app.courses.models import Section, SectionTeacher
from app.enrollment import services
from app.enrollment.models import Offer, OfferState, Place, Waiting
from app.enrollment.queries import places as place_queries
from app.enrollment.queries.repairs import moves_of
from app.enrollment.repair_models import RepairMove
from app.lottery.models import Choice, Draw, Outcome, RoundManifest
from app.messages.models import Message
from tests import make

REASON = "老师生病"


class Closing:
    """Chess is to end; drama, art and choir meet at the same time. All with four seats."""

    def __init__(self, session, school=None, term=None):
        self.session = session
        self.school = school if school is not None else make.the_school(session)
        self.admin = make.account(session, Role.SCHOOL_ADMIN, school=self.school, name="安主任")
        self.by = {"actor_id": self.admin.id, "now": make.NOON}
        self.term = term if term is not None else make.term(session, school=self.school)
        self.thursday = make.slot(session, school=self.school)
        self.room = make.homeroom(session, school=self.school)
        self.chess, self.drama, self.art, self.choir = (
            self.club(title, code=code)
            for title, code in (("围棋", "A1"), ("戏剧", "A2"), ("陶艺", "A3"), ("合唱", "A4"))
        )
        self.draw = None
        self.numbers = 0

    def club(self, title, seats=4, **values):
        course = make.course(self.session, school=self.school, title=title)
        slots = values.pop("slots", [self.thursday])
        return make.section(
            self.session, term=self.term, slots=slots, seats=seats, course=course, **values
        )

    def teacher(self, section=None, **values):
        account = make.account(self.session, Role.CLUB_TEACHER, school=self.school, **values)
        if section is not None:
            link = {"school_id": self.school.id, "account_id": account.id}
            self.session.add(SectionTeacher(section_id=section.id, **link))
            self.session.flush()
            self.session.expire(section)
        return account

    def member(self, section, name="孙志奕", wants=(), number=None, got=None, homeroom=None):
        """A child with a place, that handed in `wants` and drew `number`."""
        room = homeroom if homeroom is not None else self.room
        child = make.student(self.session, school=self.school, homeroom=room, name=name)
        make.guardian(self.session, child, school=self.school)
        make.place(self.session, child, self.loaded(section))
        if wants:
            self.list_of(child, wants, number, got if got is not None else section)
        return child

    def fill(self, section, free=0):
        """Let strangers take all seats but some."""
        self.session.refresh(section, ["taken"])
        for _ in range(section.seats - section.taken - free):
            self.member(section, name="同学")

    def list_of(self, child, wants, number, got):
        """Hand in a list in a round that is published; the better clubs are waited for."""
        if self.draw is None:
            self.draw = self._published_draw()
        if number is None:
            self.numbers += 1
            number = 100 + self.numbers
        own = {"school_id": self.school.id, "student_id": child.id, "slot_id": self.thursday.id}
        for rank, section in enumerate(wants, start=1):
            line = {"round_id": self.draw.round_id, "section_id": section.id, "rank": rank}
            self.session.add(Choice(**own, **line))
        rank = wants.index(got) + 1 if got in wants else None
        self.session.add(
            Outcome(
                **own,
                draw_id=self.draw.id,
                number=number,
                section_id=got.id if rank else None,
                rank=rank,
            )
        )
        for better, section in enumerate(wants[: rank - 1] if rank else wants, start=1):
            make.waiting(self.session, child, section, number=number, rank=better)
        self.session.flush()

    def _published_draw(self):
        choice_round = make.choice_round(self.session, term=self.term, slots=[self.thursday])
        choice_round.published_at = make.NOON
        link = {"school_id": self.school.id, "round_id": choice_round.id}
        manifest = RoundManifest(
            **link, position=1, text="{}", hash="h", seed="s", commitment="c", fixed_at=make.NOON
        )
        self.session.add(manifest)
        self.session.flush()
        draw = Draw(
            **link,
            manifest_id=manifest.id,
            entries_text="",
            entries_hash="e",
            row_count=0,
            merkle_root="m",
            frozen_at=make.NOON,
            published_at=make.NOON,
        )
        self.session.add(draw)
        self.session.flush()
        return draw

    def propose(self, section=None, **by):
        section = self.loaded(section if section is not None else self.chess)
        return services.propose_repair(self.session, section, reason=REASON, **self.by | by)

    def asked(self, section=None):
        repair = self.propose(section)
        assert services.ask_families(self.session, self.school.id, repair.id, **self.by)
        return repair

    def loaded(self, section):
        return place_queries.get_section(self.session, self.school.id, section.id)

    def act(self, service, repair, **by):
        return service(self.session, self.school.id, repair.id, **self.by | by)

    def answer(self, service, repair, child, **by):
        move = next(one for one in self.moves(repair)[::-1] if one.student_id == child.id)
        return service(self.session, self.school.id, move.id, **self.by | by)

    def moves(self, repair):
        return list(moves_of(self.session, self.school.id, repair.id))

    def plan(self, repair):
        """Say who would go where, chain by chain."""
        chains = {}
        for move in self.moves(repair):
            goes_to = move.to_section.course.title if move.to_section else None
            chains.setdefault(move.chain, []).append((move.student.name, goes_to))
        return list(chains.values())

    def states(self, repair):
        return {move.student.name: move.state.value for move in self.moves(repair)}

    def clubs_of(self, child):
        self.session.expire_all()
        held = place_queries.places_of(self.session, self.school.id, self.term.id, [child.id])
        return [place.section.course.title for place in held]

    def lists_of(self, child):
        """Say for which clubs a child waits, with number and rank."""
        rows = self.session.scalars(select(Waiting).where(Waiting.student_id == child.id))
        titles = {section.id: section.course.title for section in self.sections()}
        return {titles[row.section_id]: (row.number, row.rank) for row in rows}

    def sections(self):
        found = self.session.scalars(select(Section).where(Section.term_id == self.term.id))
        return [self.loaded(section) for section in found]

    def told(self, child):
        """List the sentences that a child's family was told, filled in."""
        rows = self.session.scalars(select(Message).order_by(Message.id))
        return [
            row.sentence % {key: _chinese(fact) for key, fact in row.facts.items()}
            for row in rows
            if row.facts.get("name") == child.name
        ]

    def logged(self):
        return list(self.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))

    def assert_seats_are_counted(self):
        """What is taken is places, open offers and seats held for chains; never more than seats."""
        for section in self.sections():
            self.session.refresh(section, ["taken"])
            places = self._count(Place, Place.section_id == section.id, Place.ended_at.is_(None))
            offers = self._count(
                Offer, Offer.section_id == section.id, Offer.state == OfferState.OFFERED
            )
            held = self._count(RepairMove, RepairMove.holds_section_id == section.id)
            assert section.taken == places + offers + held <= section.seats

    def _count(self, table, *conditions):
        counted = select(func.count()).select_from(table).where(*conditions)
        return self.session.scalar(counted)


def _chinese(fact):
    return fact["zh"] if isinstance(fact, dict) else fact

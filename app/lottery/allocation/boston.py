"""志愿优先, for comparison only: it punishes honest lists, so no real round uses it.

Source: A. Abdulkadiroglu and T. Sonmez, School Choice: A Mechanism Design Approach, 2003.
"""

from app.lottery.allocation.slot import Places, Slot


def boston(slot: Slot) -> Places:
    """Draw one slot rank by rank, in each by number among those asking at that rank.

    A closed section's rank is a lost turn.
    """
    free = {code: section.seats for code, section in slot.sections.items()}
    by_rank: dict[int, list[tuple[int, str, str]]] = {}
    for ticket, wishes in slot.lists.items():
        for code in wishes:
            asking = (slot.numbers[ticket], ticket, code)
            by_rank.setdefault(slot.ranks[ticket][code], []).append(asking)
    places = Places()
    for rank in sorted(by_rank):
        for number, ticket, code in sorted(by_rank[rank]):
            if ticket in places.section_of or free[code] == 0:
                continue
            free[code] -= 1
            places.section_of[ticket] = code
            worst = places.last_open_number.get(code, 0)
            places.last_open_number[code] = max(worst, number)
    return places

"""Nobody works out from published tables what one organisation told: not from the margins, and not with what one of them knows itself."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.disclosure.tables import ALL, Count, Policy, Published, published

Place = tuple[str, str]
"""A breakdown and a group."""
Told = Mapping[Place, int]
"""What one organisation has in each cell."""
POLICY = Policy(threshold=4, width=6)
TOGETHER = frozenset({"year"})
GROUPS = {"nation": ("north", "south", "west"), "kind": ("college", "company"), "year": ("2025", "2026")}


@st.composite
def organisations(draw: st.DrawFn) -> list[Told]:
    """What each organisation has: in one nation, of one kind, in one or both years."""
    told = []
    for _ in range(draw(st.integers(1, 40))):
        years = [draw(st.sampled_from([0, 0, 1, 1, 2, 3, 60])) for _ in GROUPS["year"]]
        nation, kind = (draw(st.sampled_from(GROUPS[breakdown])) for breakdown in ("nation", "kind"))
        told.append(
            {("nation", nation): sum(years), ("kind", kind): sum(years), ("year", "2025"): years[0], ("year", "2026"): years[1]}
        )
    return told


def counts(told: list[Told], topic: str = "topic") -> Iterator[Count]:
    """Every cell of one topic, counted from what each organisation has."""
    for place in ((ALL, ALL), *((breakdown, group) for breakdown, groups in GROUPS.items() for group in groups)):
        each = [sum(one[p] for p in one if p[0] == "nation") if place == (ALL, ALL) else one.get(place, 0) for one in told]
        each = [number for number in each if number]
        yield Count(topic, *place, sum(each), len(each), max(each, default=0))


class Attacker:
    """Knows the tables, the policy, how counts are rounded, and all that one organisation has. Narrows every cell as far as the margins
    say, until nothing gets narrower.

    Each breakdown comes to the same total and they share nothing else, so the margins are a tree: there this finds all that linear
    programming would."""

    def __init__(self, found: Published, topic: str, own: Told) -> None:
        self.least: dict[Place, float] = {}
        self.most: dict[Place, float] = {}
        base = found.policy.base
        for (whose, *place), shown in found.cells.items():
            if whose == topic:
                at = (place[0], place[1])
                self.least[at] = own.get(at, 0) if shown is None else max(shown - base // 2, own.get(at, 0))
                self.most[at] = float("inf") if shown is None else shown - base // 2 + base - 1
        while self._narrowed():
            pass

    def _narrowed(self) -> bool:
        before = dict(self.least), dict(self.most)
        total = (ALL, ALL)
        for breakdown in GROUPS:
            line = [place for place in self.least if place[0] == breakdown]
            self.least[total] = max(self.least[total], sum(self.least[each] for each in line))
            self.most[total] = min(self.most[total], sum(self.most[each] for each in line))
            for place in line:
                others = [each for each in line if each != place]
                self.most[place] = min(self.most[place], self.most[total] - sum(self.least[each] for each in others))
                self.least[place] = max(self.least[place], self.least[total] - sum(self.most[each] for each in others))
        return before != (self.least, self.most)


def shown(told: list[Told], policy: Policy = POLICY) -> Published:
    return published(counts(told), policy, TOGETHER)


@given(organisations())
def test_no_withheld_cell_can_be_worked_out_even_by_one_who_is_in_it(told: list[Told]) -> None:
    found = shown(told)
    of = {(count.breakdown, count.group): count for count in counts(told)}
    for own in ({}, *told):
        attacker = Attacker(found, "topic", own) if found.topics else None
        for (_, *at), number in found.cells.items():
            place = (at[0], at[1])
            if number is None and attacker:
                assert attacker.most[place] - attacker.least[place] >= POLICY.width
                others = of[place].activities - own.get(place, 0)
                assert attacker.least[place] <= of[place].activities <= attacker.most[place]
                if not own and not POLICY.is_safe(of[place]):
                    assert attacker.most[place] >= others + POLICY.margin * of[place].most


@given(organisations())
def test_no_cell_that_is_shown_rests_on_few_or_on_one(told: list[Told]) -> None:
    of = {(count.breakdown, count.group): count for count in counts(told)}
    for (_, *place), number in shown(told).cells.items():
        if number is not None:
            count = of[place[0], place[1]]
            assert count.organisations >= POLICY.threshold
            assert count.most <= POLICY.share * count.activities
            assert number % POLICY.base == 0
            assert abs(number - count.activities) <= POLICY.base // 2


def test_the_attacker_works_out_a_cell_that_is_withheld_alone() -> None:
    """So that the property above is worth something."""
    told = [{("nation", "north"): 2, ("kind", "college"): 2, ("year", "2025"): 2} for _ in range(9)]
    told += [{("nation", "west"): 2, ("kind", "company"): 2, ("year", "2026"): 2} for _ in range(9)]
    told += [{("nation", "south"): 3, ("kind", "company"): 3, ("year", "2026"): 3}]
    plain = published(counts(told), replace(POLICY, threshold=1, share=1, base=1), TOGETHER)
    alone = replace(plain, cells=plain.cells | {("topic", "nation", "south"): None})
    attacker = Attacker(alone, "topic", {})
    assert attacker.least["nation", "south"] == attacker.most["nation", "south"] == 3
    assert shown(told).cells["topic", "nation", "south"] is None


def test_the_smallest_other_cell_is_withheld_with_a_small_one_and_the_rest_is_rounded() -> None:
    cells = [
        Count("topic", ALL, ALL, 153, 62, 4),
        Count("topic", "nation", "north", 100, 40, 4),
        Count("topic", "nation", "south", 50, 20, 4),
        Count("topic", "nation", "west", 3, 2, 2),
    ]
    found = published(cells, Policy())
    assert found.cells == {
        ("topic", ALL, ALL): 155,
        ("topic", "nation", "north"): 100,
        ("topic", "nation", "south"): None,
        ("topic", "nation", "west"): None,
    }


def test_one_who_has_more_than_the_share_is_withheld_however_many_stand_behind_it() -> None:
    cells = [
        Count("topic", ALL, ALL, 400, 60, 70),
        Count("topic", "nation", "north", 300, 40, 10),
        Count("topic", "nation", "south", 100, 20, 70),
    ]
    assert published(cells, Policy()).cells["topic", "nation", "south"] is None


def test_a_topic_that_nothing_can_hide_is_not_shown() -> None:
    cells = [Count("few", ALL, ALL, 9, 9, 1), Count("few", "nation", "north", 9, 9, 1)]
    found = published(cells, Policy())
    assert (found.topics, found.cells, found.not_shown) == ((), {}, 1)


def test_where_nothing_is_small_all_is_shown() -> None:
    cells = [Count("topic", ALL, ALL, 200, 80, 5), *(Count("topic", "nation", each, 100, 40, 5) for each in ("north", "south"))]
    assert Counter(published(cells, Policy()).cells.values()) == {200: 1, 100: 2}


def test_groups_that_do_not_come_to_the_total_are_refused() -> None:
    with pytest.raises(ValueError, match="come to 5, the total is 6; count them alike"):
        published([Count("topic", ALL, ALL, 6, 6, 1), Count("topic", "nation", "north", 5, 5, 1)], Policy())
    with pytest.raises(ValueError, match="there is no total"):
        published([Count("topic", "nation", "north", 5, 5, 1)], Policy())

"""A signature lapses when something that bears on the result changed, and only then; what changed is told, with the reason."""

from datetime import date
from pathlib import Path

import pytest

from guidance import knowledge
from guidance.assessment import Assessment, assess
from guidance.assessment.held import held, since
from guidance.assessment.outcome import Item, What
from guidance.case.record import Record, Recorded, RecordedActivity, Signature
from guidance.case.store import Signed, Store
from guidance.knowledge.catalogue import Catalogue
from tests import small
from ui.browser import since_signed

RECORD = Record(
    id="one",
    title="One",
    as_at=date(2026, 3, 1),
    answers={"profile.kind": Recorded(value="university")},
    activities=[RecordedActivity(id="crate", name="A crate", answers={"activity.leaves": Recorded(value=["goods"])})],
)
CRATE = Item(What.FINDING, "crate", "stop")


@pytest.fixture
def before(tmp_path: Path) -> Catalogue:
    return knowledge.load_from(small.write(tmp_path / "before"))


def assessed(catalogue: Catalogue, record: Record = RECORD) -> Assessment:
    return assess(catalogue, record.facts(catalogue))


def signed(store: Store, catalogue: Catalogue) -> tuple[Record, Signature]:
    """Signs the assessment in a store, and reads it back."""
    id = store.open_record(RECORD, "A. Officer")
    record = store.record(id).record
    approved = held(assessed(catalogue, record))
    store.append(
        id, Signed(name="A. Head", role="Owner", answers=record.hash, knowledge=catalogue.version, held=approved), "A. Head"
    )
    again = Store.open(store._database.engine.url.render_as_string(hide_password=False), catalogue).record(id)
    return again.record, again.signatures[0]


@pytest.fixture
def given(tmp_path: Path, before: Catalogue) -> tuple[Record, Signature]:
    return signed(Store.open(tmp_path / "store.sqlite3", before), before)


def changed(tmp_path: Path, *change: str) -> Catalogue:
    folder = small.write(tmp_path / "after")
    small.change(folder, *change)
    return knowledge.load_from(folder)


@pytest.mark.slow
def test_it_is_read_back_as_it_was_given(given: tuple[Record, Signature], before: Catalogue) -> None:
    record, signature = given
    assert signature.held == held(assessed(before, record))
    assert signature.stands(record, assessed(before, record))


@pytest.mark.parametrize(
    "change",
    [
        ("small/sources.yaml", "version: as enacted", "version: as amended"),
        ("small/findings.yaml", "title: Count", "title: Tell"),
        ("small/rules.yaml", "activity.partners >= 5", "activity.partners >= 6"),
        ("small/rules.yaml", "reason: Goods are listed.", "reason: Goods are on a list."),
    ],
)
def test_other_knowledge_that_bears_on_nothing_lets_it_stand(
    tmp_path: Path, given: tuple[Record, Signature], change: tuple[str, str, str]
) -> None:
    (record, signature), after = given, changed(tmp_path, *change)
    assert after.version != signature.knowledge
    assert signature.stands(record, assessed(after, record))
    assert "nothing that has changed in it since bears on the result" in since_signed.line(assessed(after, record), signature)


def test_a_changed_rule_that_bears_on_it_ends_it_and_is_named(tmp_path: Path, given: tuple[Record, Signature]) -> None:
    (record, signature), after = given, changed(tmp_path, "small/rules.yaml", "severity: critical", "severity: high")
    now = assessed(after, record)
    assert not signature.stands(record, now)
    assert signature.held
    (moved,) = since(signature.held, now, held(now))
    assert (moved.item, moved.before, moved.after) == (CRATE, "certain, critical", "certain, high")
    assert moved.rules == ("university_lets_goods_out",)
    told = since_signed.list_of(record, now, signature)
    assert "A crate: Stop: certain, critical before, certain, high now. Changed or new: A university needs a licence." in told
    assert f"Signed under knowledge {signature.knowledge}" in told


def test_a_deadline_that_was_rewritten_ends_it(tmp_path: Path, given: tuple[Record, Signature]) -> None:
    (record, signature), after = (
        given,
        changed(tmp_path, "small/findings.yaml", "text: At once, days: 0", "text: Soon, days: 9"),
    )
    now = assessed(after, record)
    assert not signature.stands(record, now)
    assert "Stop: what to do about it, by whom or by when was rewritten." in since_signed.list_of(record, now, signature)


def test_another_answer_ends_it(given: tuple[Record, Signature], before: Catalogue) -> None:
    record, signature = given
    other = record.model_copy(update={"answers": {"profile.kind": Recorded(value="company")}})
    now = assessed(before, other)
    assert not signature.stands(other, now)
    assert "A crate: Stop: certain, critical before, did not apply now." in since_signed.list_of(other, now, signature)


def test_one_that_kept_no_result_ends_with_any_change_of_the_knowledge(tmp_path: Path, given: tuple[Record, Signature]) -> None:
    record, signature = given
    old = Signature(signature.name, signature.role, signature.at, signature.answers, signature.knowledge)
    after = changed(tmp_path, "small/sources.yaml", "version: as enacted", "version: as amended")
    assert not old.stands(record, assessed(after, record))
    assert since_signed.list_of(record, assessed(after, record), old) == ""

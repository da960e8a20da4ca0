"""A fast officer in a real browser: what a page shows is what is stored, whatever the speed of the hand and of the line.

`python -m tests.ui.fast_officer --clicks 2000 --seed 1` clicks, types and presses keys 20 to 400 ms apart, over a line that takes up to
200 ms there and back, on every page of questions, with a colleague on the same assessment. After each burst it waits for quiet and
compares what each question shows with what the store holds, and both with what the hand did last. It prints the counts."""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from guidance import knowledge
from guidance.assessment import assess
from guidance.case.journey import Place, places, questions
from guidance.case.record import Confidence, Record, Recorded, read_record
from guidance.case.store import Store, Stored, ValueGiven
from guidance.case.store.conflict import Conflict
from guidance.case.store.fold import NOTHING
from guidance.knowledge.entries import Kind, Question
from guidance.language.facts import NOT_SURE
from tests.ui import wire
from tests.ui.conftest import CHROMIUM, FLAGS, ROOT, Heard, free_port
from tests.ui.slow_line import SlowLine, slow_line

EYES = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
PAUSES = (0.02, 0.4)
"""Seconds between two clicks."""
PRESSES = (0.03, 0.15)
"""Seconds that a hand holds the button down."""
KEYS = (0.02, 0.08)
"""Seconds between two keys."""
LINES = (0.0, 0.04, 0.1, 0.2)
"""Seconds there and back."""
ACTS = (4, 12)
"""Things done in a burst."""
BURSTS = 6
"""Bursts on a page before another is opened."""
OFTEN = {"option": 6, "box": 6, "review": 3, "withhold": 3, "unsure": 4, "note": 3, "number": 4, "text": 3, "several": 3}
"""How likely a part of a question is chosen, beside 1 for any other."""


def _ids(question: Question) -> list[str]:
    return [*(option.id for option in question.options), NOT_SURE]


@dataclass
class Meant:
    """What is to be stored of one question after what the hand did, as far as it did anything."""

    question: Question
    before: Recorded | None
    parts: dict[str, Any] = field(default_factory=dict)

    def note(self, part: str, to: Any) -> None:
        """One click, or one text typed."""
        kind, _, which = part.partition(":")
        match kind:
            case "option":
                self.parts["value"] = _ids(self.question)[int(which)]
            case "box":
                self._tick(which, to)
            case "several":
                self._tick(to, True)
            case "unsure" if not to:
                self.parts["value"] = None
            case "unsure":
                self.parts["value"] = NOT_SURE
            case "number":
                self.parts["value"] = float(to)
            case "text":
                self.parts["value"] = to
            case _:
                self.parts[kind] = to

    def _tick(self, option: str, on: bool) -> None:
        """A tick drives out what cannot stand beside it; of boxes that nobody clicked nothing is meant."""
        ticks: dict[str, bool] = self.parts.setdefault("ticks", {})
        alone = {each.id for each in self.question.options if each.alone} | {NOT_SURE}
        ticks[option] = on
        for other in ticks:
            if on and other != option and (option in alone or other in alone):
                ticks[other] = False

    def lost(self, stored: Recorded | None) -> list[str]:
        """The parts that are stored otherwise."""
        return [
            f"{part}: {to!r} was given, {_held(stored, part)!r} is stored"
            for part, to in self.parts.items()
            if (_ticks_differ(to, stored) if part == "ticks" else _held(stored, part) != to)
        ]


def _held(stored: Recorded | None, part: str) -> Any:
    if part == "ticks":
        return sorted(_ticked(stored))
    if part == "value":
        return _value(stored)
    held = getattr(stored or NOTHING, part)
    return str(held or "") if part == "confidence" else held


def _value(said: Recorded | None) -> Any:
    """None: the question is not answered, whatever stands beside it."""
    return said.value if said and said.value != "" else None


def _ticked(stored: Recorded | None) -> set[str]:
    value = stored.value if stored else []
    return set(value) if isinstance(value, list) else {str(value)}


def _ticks_differ(ticks: dict[str, bool], stored: Recorded | None) -> bool:
    return any((option in _ticked(stored)) is not on for option, on in ticks.items())


def differs(question: Question, shown: dict[str, Any], stored: Recorded | None) -> list[str]:
    """What a question shows otherwise than it is stored."""
    value = _value(stored)
    ticked = [NOT_SURE] if value == NOT_SURE else value
    wrong = []

    def same(part: str, seen: Any, held: Any) -> None:
        if seen != held:
            wrong.append(f"{part}: {seen!r} is shown, {held!r} is stored")

    match question.kind:
        case Kind.ONE:
            same("options", len(shown["options"]), len(_ids(question)))
            same(
                "value", [id for id, on in zip(_ids(question), shown["options"], strict=False) if on], [value] if value else []
            )
        case Kind.MANY if "several" in shown:
            texts = {option.text: option.id for option in question.options} | {"Not sure": NOT_SURE}
            same("value", {texts[text] for text in shown["several"]}, set(ticked or ()))
        case Kind.MANY:
            same("boxes", set(shown["boxes"]), set(_ids(question)))
            same("value", {id for id, on in shown["boxes"].items() if on}, set(ticked or ()))
        case Kind.NUMBER:
            same("unsure", shown.get("unsure"), value == NOT_SURE)
            same("field", "number" in shown, True)
            same("value", float(shown["number"]) if shown.get("number") else None, value if value != NOT_SURE else None)
        case Kind.TEXT:
            same("value", shown.get("text"), value or "")
    for part in ("note", "evidence", "review", "withhold"):
        if part in shown:
            same(part, shown[part], getattr(stored or NOTHING, part))
    if "confidence" in shown:
        same("confidence", shown["confidence"].lower(), str((stored or NOTHING).confidence or "").lower())
    return wrong


@dataclass
class Tally:
    """What was done and what went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    where: str = ""
    """The page, the line and the burst that goes on."""
    acted: set[tuple[str, str]] = field(default_factory=set)
    """Who acted on which question in the burst that goes on."""

    def others(self, who: str, question: str) -> bool:
        """Whether somebody else acted on a question too: what comes of that may take the place of what a hand is pressing."""
        return any(about == question and name != who for name, about in self.acted)

    def fault(self, kind: str, text: str) -> None:
        self.counts[kind] += 1
        self.wrong.append(f"{kind}: {text} ({self.where})")

    @property
    def clicks(self) -> int:
        return self.counts["clicks"]


FAULTS = ("lost or reverted", "shown is not stored", "fell on nothing", "fell on something else")


@contextmanager
def listening(folder: Path) -> Iterator[Heard]:
    """The program with a database in a folder, until it is no longer needed."""
    app = Heard(folder, free_port())
    app.start()
    try:
        yield app
    finally:
        app.stop()


class Officer:
    """One officer with a browser page; what he did since the last quiet."""

    def __init__(self, name: str, page: Page, draw: random.Random, tally: Tally) -> None:
        self.name, self.page, self._draw, self._tally = name, page, draw, tally
        wire.watch(page)
        page.add_init_script(EYES)

    def settled(self) -> None:
        wire.settled(self.page)

    def open(self, address: str, beside: bool) -> None:
        self.page.goto(address)
        self.settled()
        switch = self.page.get_by_text("Show notes, evidence and marks for every answer")
        if beside and switch.count():
            switch.click()
            self.settled()

    def look(self) -> list[dict[str, Any]]:
        """What can be acted on in the window, with its place."""
        found: list[dict[str, Any]] = self.page.evaluate("hand.controls()")
        return found

    def roll(self) -> None:
        """Goes somewhere else on the page."""
        far = self._draw.choice((-3000, -600, 400, 700, 1500, 3000))
        self.page.evaluate("(far) => document.querySelector('.stMain').scrollBy({top: far, behavior: 'instant'})", far)
        self.settled()

    def choose(self, leaving: bool = False) -> dict[str, Any] | None:
        """Something to act on next, aimed at where it stands now."""
        seen = self.look()
        if leaving:
            ways = [each for each in seen if each["name"].startswith("|")]
            return self._draw.choice(ways) if ways else None
        seen = [each for each in seen if not each["name"].startswith("|")]
        if not seen:
            return None
        weights = [OFTEN.get(each["name"].split("|")[2].partition(":")[0], 1) for each in seen]
        return self._draw.choices(seen, weights)[0]

    def pause(self, span: tuple[float, float] = PAUSES) -> None:
        self.page.wait_for_timeout(self._draw.uniform(*span) * 1000)

    def act(self, aimed: dict[str, Any]) -> None:
        """Clicks where the thing stood when it was looked at; then types or goes on with the keyboard, as the thing asks for."""
        name = aimed["name"]
        self._press(aimed)
        part = name.split("|")[2].partition(":")[0]
        match part:
            case "note" | "evidence" | "text" | "number":
                self._type(name, part)
            case "several" | "confidence":
                self._pick(name, part)
            case "option" | "box" | "review" | "withhold" if self._draw.random() < 0.3:
                self._by_keyboard()

    def _press(self, aimed: dict[str, Any]) -> None:
        before, about = self.page.evaluate("hand.log.length"), aimed["name"].rpartition("|")[0]
        self._tally.acted.add((self.name, about))
        self.page.mouse.move(aimed["x"], aimed["y"])
        self.page.mouse.down()
        self.pause(PRESSES)
        self.page.mouse.up()
        self._tally.counts["clicks"] += 1
        if aimed["name"].endswith(("|link", "|continue")):
            return
        log = self.page.evaluate("(before) => hand.log.slice(before)", before)
        hit = log[-1] if log else {"what": ""}
        if hit["what"] != aimed["name"] and not hit.get("unsaved") and not self._tally.others(self.name, about):
            kind = "fell on something else" if hit["what"] else "fell on nothing"
            now = next((each for each in self.look() if each["name"] == aimed["name"]), None)
            moved = f"moved by {now['x'] - aimed['x']:.0f}, {now['y'] - aimed['y']:.0f}" if now else "gone"
            self._tally.fault(kind, f"{aimed['name']} -> {hit['what'] or hit.get('tag', '')}; {moved}")

    def _type(self, name: str, part: str) -> None:
        said = (
            str(self._draw.randint(0, 400))
            if part == "number"
            else "".join(self._draw.choices("abcdefghij klm", k=6)).strip() + "."
        )
        if not self._focused(name):
            return
        self.page.keyboard.press("Control+A")
        for letter in said:
            self.page.keyboard.press("Space" if letter == " " else letter)
            self.pause(KEYS)
        self._log(name, said)
        end = self._draw.choice(("", "", "Control+Enter" if part == "note" else "Enter", "Tab"))
        if end:
            self.page.keyboard.press(end)
            self._tally.counts["clicks"] += 1

    def _pick(self, name: str, part: str) -> None:
        if not self._focused(name):
            return
        _, id, _ = name.split("|")
        if part == "confidence":
            said = self._draw.choice(list(Confidence)).capitalize()
            to: str = said.lower()
        else:
            option = self._draw.choice(knowledge.load().questions[id].options)
            said, to = option.text, option.id
        before = self._seen(name, part)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(said)
        self.page.wait_for_timeout(100)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")
        self.page.wait_for_timeout(30)
        if said in self._seen(name, part) and before != self._seen(name, part):
            self._log(name, to)
        self._tally.counts["clicks"] += 1

    def _seen(self, name: str, part: str) -> Any:
        return self.page.evaluate("([name, part]) => hand.shown()[name]?.[part] ?? ''", [name.rpartition("|")[0], part])

    def _by_keyboard(self) -> None:
        """Goes on from what has the focus: to the next option, or to the next box and over it."""
        for _ in range(self._draw.randint(1, 3)):
            self.pause(KEYS)
            kind = self.page.evaluate("document.activeElement?.type ?? ''")
            if kind == "radio":
                self.page.keyboard.press(self._draw.choice(("ArrowDown", "ArrowUp")))
            elif kind == "checkbox":
                self.page.keyboard.press("Tab")
                if self.page.evaluate("document.activeElement?.type ?? ''") == "checkbox":
                    self.page.keyboard.press("Space")
            else:
                return
            self._tally.counts["clicks"] += 1

    def _focused(self, name: str) -> bool:
        """Whether the click put the focus there; what it fell on instead was counted."""
        focused: bool = self.page.evaluate("(name) => hand.focused() === name", name)
        return focused

    def _log(self, name: str, to: Any) -> None:
        self.page.evaluate("([what, to]) => hand.log.push({what, to})", [name, to])

    def rest(self) -> None:
        """Leaves the field he is in, and waits until the page is still."""
        with suppress(Exception):
            self.page.evaluate("document.activeElement?.blur?.()")
        self.settled()

    def done(self) -> list[tuple[str, Any]]:
        """What the hand did since it was asked last."""
        log = self.page.evaluate("hand.log.splice(0)")
        return [
            (each["what"], each["to"])
            for each in log
            if not each.get("field") and each["what"].strip("|") and each["what"][0] != "|"
        ]


class Desk:
    """One assessment, its store, and who works on it."""

    def __init__(self, app: Heard, line: SlowLine, browser: Browser, seed: int) -> None:
        self.app, self.line, self.browser = app, line, browser
        self.draw, self.tally = random.Random(seed), Tally()
        self.store = Store.open(app.database, knowledge.load())
        example = read_record((ROOT / "examples" / "lowfell.json").read_bytes(), knowledge.load())
        self.id = self.store.open_record(_thinned(example, self.draw), "R. Ashworth")
        self._officers: dict[str, Officer] = {}

    def close(self) -> None:
        for officer in self._officers.values():
            officer.page.context.close()
        self.store.close()

    def officer(self, name: str) -> Officer:
        """The officer's own browser window, new each time it is opened."""
        if name in self._officers:
            return self._officers[name]
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(60_000)
        self._officers[name] = Officer(name, page, self.draw, self.tally)
        return self._officers[name]

    @property
    def stored(self) -> Stored:
        return self.store.record(self.id)

    @property
    def record(self) -> Record:
        return self.stored.record

    def address(self) -> str:
        """A page of questions."""
        record = self.record
        assessment = assess(knowledge.load(), record.facts(knowledge.load()))
        asked = [place for place in places(assessment, record) if questions(assessment, place)]
        place = self.draw.choice([Place("triage"), *asked])
        return f"{self.line.url}/{place.section}?a={self.id}{f'&act={place.activity}' if place.activity else ''}"

    def work(self, clicks: int) -> Tally:
        """Bursts until so many clicks are done."""
        until = self.tally.clicks + clicks
        while self.tally.clicks < until:
            self.line.round_trip = self.draw.choice(LINES)
            hands = [self.officer("A")] + ([self.officer("B")] if self.draw.random() < 0.3 else [])
            address, beside = self.address(), self.draw.random() < 0.4
            for hand in hands:
                hand.open(address, beside)
            for _ in range(BURSTS):
                if not self._burst(hands):
                    break
        return self.tally

    def _burst(self, hands: list[Officer]) -> bool:
        """One burst, then quiet, then the comparison; whether the officers are still on that page."""
        before = self.stored
        touched: set[str] = set()
        self.tally.acted.clear()
        for hand in hands:
            hand.roll()
        leaving = len(hands) == 1 and self.draw.random() < 0.25
        self.tally.counts["bursts"] += 1
        path = hands[0].page.url.partition("//")[2].partition("/")[2]
        self.tally.where = f"burst {self.tally.counts['bursts']} on {path}, line {self.line.round_trip * 1000:.0f} ms, {len(hands)} officers{', leaving' if leaving else ''}"
        aimed = {id(hand): hand.choose() for hand in hands}
        for _ in range(self.draw.randint(*ACTS)):
            if len(hands) == 1 and self.draw.random() < 0.1:
                touched |= self._colleague(hands[0])
            for hand in hands:
                if (at := aimed[id(hand)]) is not None:
                    hand.act(at)
                aimed[id(hand)] = hand.choose()
                hand.pause()
        done = [hand.done() for hand in hands]
        if leaving and (way := hands[0].choose(leaving=True)):
            hands[0].act(way)
            hands[0].rest()
            self._judge(before, done, touched)
            return False
        told: set[str] = set()
        for hand in hands:
            hand.rest()
            told |= {name for name, shown in hand.page.evaluate("hand.shown()").items() if shown["said"]}
        for hand in hands:
            self._once_more(hand)
        self.tally.counts["said not to be saved"] += len(told)
        self._judge(before, done, touched | told)
        for hand in hands:
            self._compare(hand)
        return True

    def _once_more(self, hand: Officer) -> None:
        """One more run of the page, so that it can show what others wrote after its last."""
        switch = hand.page.get_by_text("Show notes, evidence and marks for every answer")
        if switch.count():
            switch.click()
        else:
            hand.page.reload()
        hand.settled()
        hand.done()

    def _colleague(self, hand: Officer) -> set[str]:
        """Somebody else answers one of the questions on the page, from another process."""
        shown: list[str] = hand.page.evaluate("Object.keys(hand.shown())")
        if not shown:
            return set()
        about, id = self.draw.choice(shown).split("|")
        question = knowledge.load().questions[id]
        event = ValueGiven(
            activity=None if about == "org" else about,
            question=id,
            value=self._any(question),
            made_on=self.store.record(self.id).version,
        )
        try:
            self.store.append(self.id, event, "P. Malik")
        except Conflict:  # the officer was quicker: the colleague is told, and it stays as it is
            return set()
        self.tally.counts["answers of a colleague"] += 1
        self.tally.acted.add(("P. Malik", f"{about}|{id}"))
        return {f"{about}|{id}"}

    def _any(self, question: Question) -> Any:
        match question.kind:
            case Kind.ONE:
                return self.draw.choice(_ids(question))
            case Kind.MANY:
                free = [option.id for option in question.options if not option.alone]
                return self.draw.sample(free, min(2, len(free)))
            case Kind.NUMBER:
                return self.draw.randint(0, 400)
            case Kind.TEXT:
                return f"name {self.draw.randint(0, 400)}"

    def _judge(self, before: Stored, done: list[list[tuple[str, Any]]], touched: set[str]) -> None:
        """Whether what the hands did last is stored."""
        stored = self.stored
        meant: dict[str, Meant] = {}
        for log in done:
            for what, to in log:
                about, id, part = what.split("|")
                name = f"{about}|{id}"
                if name not in meant:
                    meant[name] = Meant(knowledge.load().questions[id], _said(before, about, id))
                meant[name].note(part, to)
        both = {name for name in meant if sum(any(what.startswith(f"{name}|") for what, _ in log) for log in done) > 1}
        self.tally.counts["questions acted on"] += len(meant)
        for name, each in meant.items():
            about, id = name.split("|")
            if name in touched | both:
                continue
            for wrong in each.lost(_said(stored, about, id)):
                self.tally.fault("lost or reverted", f"{name} {wrong}")

    def _compare(self, hand: Officer) -> None:
        stored = self.stored
        for name, shown in hand.page.evaluate("hand.shown()").items():
            about, id = name.split("|")
            self.tally.counts["questions compared"] += 1
            for wrong in differs(knowledge.load().questions[id], shown, _said(stored, about, id)):
                self.tally.fault("shown is not stored", f"{name} {wrong}")


def _said(stored: Stored, about: str, id: str) -> Recorded | None:
    """What is said about a question, or kept beside it while it is not answered."""
    activity = None if about == "org" else about
    return stored.record.of(activity).get(id) or stored.kept.get((id, activity))


def _thinned(record: Record, draw: random.Random) -> Record:
    """The record with a third of the answers not given yet, so that an answer opens and closes questions."""

    def some(answers: dict[str, Recorded]) -> dict[str, Recorded]:
        return {id: answers[id] for id in answers if draw.random() < 0.67}

    activities = [each.model_copy(update={"answers": some(each.answers)}) for each in record.activities]
    return record.model_copy(update={"answers": some(record.answers), "activities": activities})


@contextmanager
def desk(seed: int, app: Heard | None = None, browser: Browser | None = None) -> Iterator[Desk]:
    """A desk with a program, a line and a browser of its own, where none is given."""
    with ExitStack() as stack:
        if app is None:
            app = stack.enter_context(listening(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        if browser is None:
            browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            stack.callback(browser.close)
        line = stack.enter_context(slow_line(app.port))
        wire.HEARD[urlsplit(line.url).netloc] = app.heard
        at = Desk(app, line, browser, seed)
        stack.callback(at.close)
        yield at


def told(tally: Tally, seed: int) -> Iterable[str]:
    """The counts, line by line."""
    yield f"seed {seed}"
    for name in ("clicks", "questions acted on", "questions compared", "answers of a colleague", "said not to be saved"):
        yield f"{tally.counts[name]:7,} {name}"
    for name in FAULTS:
        yield f"{tally.counts[name]:7,} {name}"


def main() -> int:
    """Prints the counts; 1 when something went wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clicks", type=int, default=2000)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options.add_argument("--quiet", action="store_true", help="only the counts")
    given = options.parse_args()
    with desk(given.seed) as at:
        print(f"seed {given.seed}", flush=True)
        while at.tally.clicks < given.clicks:
            heard = len(at.tally.wrong)
            at.work(100)
            if not given.quiet:
                print(*at.tally.wrong[heard:], f"{at.tally.clicks:,} clicks", sep="\n", flush=True)
    print(*told(at.tally, given.seed), sep="\n")
    return int(any(at.tally.counts[name] for name in FAULTS))


if __name__ == "__main__":
    raise SystemExit(main())

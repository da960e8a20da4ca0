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
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from guidance import knowledge
from guidance.assessment import assess
from guidance.entries import Kind, Question
from guidance.journey import Place, places, questions
from guidance.record import Confidence, Record, Recorded, read_record
from guidance.store import Answered, Store
from rules.facts import NOT_SURE
from tests.ui import wire
from tests.ui.conftest import CHROMIUM, FLAGS, ROOT, App, free_port
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
ACTS = (3, 9)
"""Things done in a burst."""
BURSTS = 4
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
        kind, _, number = part.partition(":")
        match kind:
            case "option":
                self.parts["value"] = _ids(self.question)[int(number)]
            case "box":
                self._tick(_ids(self.question)[int(number)], to)
            case "several":
                self._tick(to, True)
            case "unsure":
                self.parts["value"] = NOT_SURE if to else None
            case "number":
                self.parts["value"] = float(to)
            case "text":
                self.parts["value"] = to
            case _:
                self.parts[kind] = to

    def _tick(self, option: str, on: bool) -> None:
        value = self.parts.get("value", self.before.value if self.before else None)
        ticked = {NOT_SURE} if value == NOT_SURE else set(value or ())
        alone = {each.id for each in self.question.options if each.alone} | {NOT_SURE}
        if not on:
            ticked -= {option}
        elif option in alone:
            ticked = {option}
        else:
            ticked = ticked - alone | {option}
        self.parts["value"] = NOT_SURE if ticked == {NOT_SURE} else [id for id in _ids(self.question) if id in ticked] or None

    def lost(self, stored: Recorded | None) -> list[str]:
        """The parts that are stored otherwise."""
        if stored is None:
            return ["value"] if self.parts.get("value") is not None else []
        wrong = []
        for part, to in self.parts.items():
            held = getattr(stored, part)
            if part == "value" and isinstance(to, list):
                to, held = set(to), set(held) if isinstance(held, list) else held
            if part == "confidence":
                held = str(held or "")
            if held != to:
                wrong.append(f"{part}: {to!r} was given, {held!r} is stored")
        return wrong


def differs(question: Question, shown: dict[str, Any], stored: Recorded | None) -> list[str]:
    """What a question shows otherwise than it is stored."""
    value = stored.value if stored else None
    ticked = [NOT_SURE] if value == NOT_SURE else value
    wrong = []

    def same(part: str, seen: Any, held: Any) -> None:
        if seen != held:
            wrong.append(f"{part}: {seen!r} is shown, {held!r} is stored")

    match question.kind:
        case Kind.ONE:
            same("value", [id for id, on in zip(_ids(question), shown["options"], strict=True) if on], [value] if value else [])
        case Kind.MANY if "several" in shown:
            texts = {option.text: option.id for option in question.options} | {"Not sure": NOT_SURE}
            same("value", {texts[text] for text in shown["several"]}, set(ticked or ()))
        case Kind.MANY:
            same("value", {id for id, on in zip(_ids(question), shown["boxes"], strict=True) if on}, set(ticked or ()))
        case Kind.NUMBER:
            same("unsure", shown["unsure"], value == NOT_SURE)
            same("value", float(shown["number"]) if shown["number"] else None, value if value != NOT_SURE else None)
        case Kind.TEXT:
            same("value", shown["text"], value or "")
    for part in ("note", "evidence", "review", "withhold"):
        if part in shown and stored:
            same(part, shown[part], getattr(stored, part))
    if "confidence" in shown and stored:
        same("confidence", shown["confidence"].lower(), str(stored.confidence or "").lower())
    return wrong


@dataclass
class Tally:
    """What was done and what went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def fault(self, kind: str, text: str) -> None:
        self.counts[kind] += 1
        self.wrong.append(f"{kind}: {text}")

    @property
    def clicks(self) -> int:
        return self.counts["clicks"]


FAULTS = ("lost or reverted", "shown is not stored", "fell on nothing", "fell on something else")


class Officer:
    """One officer with a browser page; what he did since the last quiet."""

    def __init__(self, page: Page, draw: random.Random, tally: Tally) -> None:
        self.page, self._draw, self._tally = page, draw, tally
        self.wire = wire.watch(page)
        page.add_init_script(EYES)

    def open(self, address: str, beside: bool) -> None:
        self.page.goto(address)
        wire.settled(self.page)
        switch = self.page.get_by_text("Show notes, evidence and marks for every answer")
        if beside and switch.count():
            switch.click()
            wire.settled(self.page)

    def look(self) -> list[dict[str, Any]]:
        """What can be acted on in the window, with its place."""
        found: list[dict[str, Any]] = self.page.evaluate("hand.controls()")
        return found

    def roll(self) -> None:
        """Turns the wheel: somewhere else on the page."""
        self.page.mouse.move(500, 500)
        self.page.mouse.wheel(0, self._draw.choice((-3000, -600, 400, 700, 1500, 3000)))
        self.page.wait_for_timeout(150)
        wire.settled(self.page)

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
        before = self.page.evaluate("hand.log.length")
        self.page.mouse.move(aimed["x"], aimed["y"])
        self.page.mouse.down()
        self.pause(PRESSES)
        self.page.mouse.up()
        self._tally.counts["clicks"] += 1
        if aimed["name"].endswith(("|link", "|continue")):
            return
        log = self.page.evaluate("(before) => hand.log.slice(before)", before)
        hit = log[-1] if log else {"what": ""}
        if hit["what"] != aimed["name"]:
            kind = "fell on something else" if hit["what"] else "fell on nothing"
            self._tally.fault(kind, f"{aimed['name']} -> {hit['what'] or hit.get('tag', '')} on {self.page.url}")

    def _type(self, name: str, part: str) -> None:
        said = str(self._draw.randint(0, 400)) if part == "number" else "".join(self._draw.choices("abcdefghij klm", k=6)).strip() + "."
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
        about, id, _ = name.split("|")
        if part == "confidence":
            said = self._draw.choice(list(Confidence)).capitalize()
            to: str = said.lower()
        else:
            question = knowledge.load().questions[id]
            there = self.page.evaluate("(name) => hand.shown()[name].several", f"{about}|{id}")
            option = self._draw.choice([each for each in question.options if each.text not in there] or [question.options[0]])
            said, to = option.text, option.id
            if said in there:
                return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(said)
        self.page.wait_for_timeout(60)
        self.page.keyboard.press("Enter")
        self._log(name, to)
        self.page.keyboard.press("Escape")
        self._tally.counts["clicks"] += 1

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
        wire.settled(self.page)

    def done(self) -> list[tuple[str, Any]]:
        """What the hand did since it was asked last."""
        log = self.page.evaluate("hand.log.splice(0)")
        return [(each["what"], each["to"]) for each in log if not each.get("field") and each["what"].strip("|") and each["what"][0] != "|"]


class Desk:
    """One assessment, its store, and who works on it."""

    def __init__(self, app: App, line: SlowLine, browser: Browser, seed: int) -> None:
        self.app, self.line, self.browser = app, line, browser
        self.draw, self.tally = random.Random(seed), Tally()
        self.store = Store.open(app.database, knowledge.load())
        example = read_record((ROOT / "examples" / "lowfell.json").read_bytes(), knowledge.load())
        self.id = self.store.open_record(_thinned(example, self.draw), "R. Ashworth")
        self._officers: dict[str, Officer] = {}

    def close(self) -> None:
        self.store.close()

    def officer(self, name: str) -> Officer:
        """The officer's own browser window, new each time it is opened."""
        if name in self._officers:
            return self._officers[name]
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(60_000)
        self._officers[name] = Officer(page, self.draw, self.tally)
        return self._officers[name]

    @property
    def record(self) -> Record:
        return self.store.record(self.id).record

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
            address, beside = self.address(), self.draw.random() < 0.6
            for hand in hands:
                hand.open(address, beside)
            for _ in range(BURSTS):
                if not self._burst(hands):
                    break
        return self.tally

    def _burst(self, hands: list[Officer]) -> bool:
        """One burst, then quiet, then the comparison; whether the officers are still on that page."""
        before = self.record
        touched: set[str] = set()
        for hand in hands:
            hand.roll()
        leaving = len(hands) == 1 and self.draw.random() < 0.25
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
        for hand in hands:
            hand.rest()
            self._once_more(hand)
        self._judge(before, done, touched)
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
        wire.settled(hand.page)
        hand.done()

    def _colleague(self, hand: Officer) -> set[str]:
        """Somebody else answers one of the questions on the page, from another process."""
        shown = [name for name in hand.page.evaluate("Object.keys(hand.shown())")]
        if not shown:
            return set()
        about, id = self.draw.choice(shown).split("|")
        question = knowledge.load().questions[id]
        activity = None if about == "org" else about
        recorded = self.record.of(activity).get(id)
        value = self._any(question)
        said = (recorded.said() if recorded else {}) | {"value": value}
        self.store.append(self.id, Answered(activity=activity, question=id, **said), "P. Malik")
        self.tally.counts["answers of a colleague"] += 1
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

    def _judge(self, before: Record, done: list[list[tuple[str, Any]]], touched: set[str]) -> None:
        """Whether what the hands did last is stored."""
        record = self.record
        meant: dict[str, Meant] = {}
        for log in done:
            for what, to in log:
                about, id, part = what.split("|")
                name = f"{about}|{id}"
                if name not in meant:
                    meant[name] = Meant(knowledge.load().questions[id], _of(before, about).get(id))
                meant[name].note(part, to)
        both = {name for name in meant if sum(any(what.startswith(f"{name}|") for what, _ in log) for log in done) > 1}
        self.tally.counts["questions acted on"] += len(meant)
        for name, each in meant.items():
            about, id = name.split("|")
            if name in touched | both:
                continue
            for wrong in each.lost(_of(record, about).get(id)):
                self.tally.fault("lost or reverted", f"{name} {wrong}")

    def _compare(self, hand: Officer) -> None:
        record = self.record
        for name, shown in hand.page.evaluate("hand.shown()").items():
            about, id = name.split("|")
            self.tally.counts["questions compared"] += 1
            for wrong in differs(knowledge.load().questions[id], shown, _of(record, about).get(id)):
                self.tally.fault("shown is not stored", f"{name} {wrong}")


def _of(record: Record, about: str) -> Any:
    return record.of(None if about == "org" else about)


def _thinned(record: Record, draw: random.Random) -> Record:
    """The record with a third of the answers not given yet, so that an answer opens and closes questions."""

    def some(answers: dict[str, Recorded]) -> dict[str, Recorded]:
        return {id: answers[id] for id in answers if draw.random() < 0.67}

    activities = [each.model_copy(update={"answers": some(each.answers)}) for each in record.activities]
    return record.model_copy(update={"answers": some(record.answers), "activities": activities})


@contextmanager
def desk(seed: int, app: App | None = None, browser: Browser | None = None) -> Iterator[Desk]:
    """A desk with a program, a line and a browser of its own, where none is given."""
    with ExitStack() as stack:
        if app is None:
            app = App(Path(stack.enter_context(tempfile.TemporaryDirectory())), free_port())
            app.start()
            stack.callback(app.stop)
        if browser is None:
            browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            stack.callback(browser.close)
        line = stack.enter_context(slow_line(app.port))
        at = Desk(app, line, browser, seed)
        stack.callback(at.close)
        yield at


def told(tally: Tally, seed: int) -> Iterable[str]:
    """The counts, line by line."""
    yield f"seed {seed}"
    for name in ("clicks", "questions acted on", "questions compared", "answers of a colleague"):
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

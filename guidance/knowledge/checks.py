"""What must hold between the files of a knowledge folder, each check with the file, the line, the id, the problem and the remedy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from math import ceil
from typing import Final

from guidance.knowledge.catalogue import SWITCHES, WHO, Catalogue, cited
from guidance.knowledge.entries import Advice, Confidence, Kind, RuleEntry
from guidance.knowledge.reader import Problem
from guidance.language.conditions import (
    Absent,
    Atom,
    Concern,
    Is,
    IsNot,
    Scope,
    Severity,
    atoms,
)
from guidance.language.rule import DUTIES, Guideline, Obligation
from guidance.language.text import nearest


def _rules_name_what_exists(catalogue: Catalogue) -> Iterator[Problem]:
    for rule in catalogue.rules.guidelines:
        yield from rule_names_what_exists(catalogue, rule.name, rule)


def rule_names_what_exists(catalogue: Catalogue, id: str, rule: Guideline | RuleEntry) -> Iterator[Problem]:
    """What a rule refers to and is not there, whether or not its condition can be read."""
    key, finding = f"rules:{id}", catalogue.advice.get(rule.finds or "")
    own = [s for s in rule.sources if finding is None or s not in finding.sources]
    yield from _known(catalogue, key, "source", [cited(s)[0] for s in own], catalogue.sources)
    yield from _known(catalogue, key, "door", rule.doors, catalogue.doors)
    if rule.finds:
        yield from _known(catalogue, key, "finding", [rule.finds], catalogue.advice)


def _known(catalogue: Catalogue, key: str, what: str, names: Iterable[str], known: Mapping[str, object]) -> Iterator[Problem]:
    for name in names:
        if name not in known and f"{what}s:{name}" not in catalogue.unread:
            yield catalogue.problem(
                key, f"there is no {what} {name!r}{nearest(name, known)}", f"correct the id or add it to {what}s.yaml"
            )


def _content_names_what_exists(catalogue: Catalogue) -> Iterator[Problem]:
    for question in catalogue.questions.values():
        yield from _known(catalogue, f"questions:{question.id}", "section", [question.section], catalogue.sections)
        yield from _known(catalogue, f"questions:{question.id}", "role", question.ask, catalogue.roles)
    for advice in catalogue.advice.values():
        yield from _known(catalogue, f"findings:{advice.id}", "role", [advice.owner], catalogue.roles)
        yield from _known(
            catalogue, f"findings:{advice.id}", "source", [cited(s)[0] for s in advice.sources], catalogue.sources
        )
    kinds = {option.id: option for option in catalogue.questions[WHO].options} if WHO in catalogue.questions else {}
    for door in catalogue.doors.values():
        yield from _known(catalogue, f"doors:{door.id}", "source", [cited(s)[0] for s in door.sources], catalogue.sources)
        for kind in door.serves:
            if kinds and kind not in kinds:
                yield catalogue.problem(
                    f"doors:{door.id}", f"serves: {WHO} has no option {kind!r}{nearest(kind, kinds)}", "name one of its options"
                )
        if door.serves and not door.sources:
            yield catalogue.problem(
                f"doors:{door.id}", "it says whom it serves, and cites nothing", "name the text under sources:"
            )
    for switch in catalogue.switches.values():
        yield from _known(catalogue, f"switches:{switch.id}", "source", [cited(switch.source)[0]], catalogue.sources)
    for words in catalogue.words.values():
        yield from _known(catalogue, f"words:{words.id}", "source", [cited(s)[0] for s in words.sources], catalogue.sources)
    for exemption in catalogue.exemptions.values():
        yield from _known(catalogue, f"exemptions:{exemption.id}", "source", [cited(exemption.source)[0]], catalogue.sources)


def _words_have_their_sources(catalogue: Catalogue) -> Iterator[Problem]:
    """Rules that say a finding's words without a source that another rule cites for the same words."""
    by_finding: dict[str, list[Guideline]] = {}
    for rule in catalogue.rules.guidelines:
        if rule.finds:
            by_finding.setdefault(rule.finds, []).append(rule)
    for id, rules in by_finding.items():
        cited_for_words = dict.fromkeys(source for rule in rules if not rule.adds for source in rule.sources)
        lacking = [rule.name for rule in rules if not cited_for_words.keys() <= set(rule.sources)]
        if lacking:
            yield catalogue.problem(
                f"findings:{id}",
                f"its words rest on {', '.join(cited_for_words)}, and {', '.join(lacking)} would print them without all of these",
                "write under sources: of the finding all that its words rest on; a rule that rests on more says that in adds:",
            )


def _details_are_said(catalogue: Catalogue) -> Iterator[Problem]:
    """Details that name no concern with words of its own, or one about somebody else; and words of a concern that no card says."""
    raising = catalogue.sayings
    scopes = {rule.finds: rule.scope for rule in catalogue.rules.guidelines if rule.finds}
    for advice in catalogue.advice.values():
        for name in advice.details:
            key, about = f"findings:{advice.id}", scopes.get(advice.id)
            if name not in raising and not catalogue.unread:
                near = nearest(name, raising)
                yield catalogue.problem(key, f"details: no rule that raises {name!r} adds anything{near}", "correct the name")
            elif about and any(rule.scope is not about for rule in raising.get(name, ())):
                yield catalogue.problem(key, f"details: {name!r} is not about the {about}, as the finding is", "name another")
    said = {name for advice in catalogue.advice.values() for name in advice.details}
    for name, rules in raising.items():
        if name not in said and not catalogue.unread:
            yield catalogue.problem(
                f"rules:{rules[0].name}",
                f"no card says what it adds to {name!r}",
                "name the concern under details: of a finding",
            )


def _what_was_read_is_cited(catalogue: Catalogue) -> Iterator[Problem]:
    """Paragraphs whose confidence is stated and that nothing cites in these words: the statement would be lost."""
    used = {cited(reference) for rule in catalogue.rules.guidelines for reference in rule.sources}
    for source in catalogue.sources.values() if not catalogue.unread else ():
        for read in source.read:
            if (source.id, read.at) not in used:
                yield catalogue.problem(
                    f"sources:{source.id}",
                    f"no rule cites {read.at!r} in these words",
                    "write at: as the rules cite the paragraph, or take it out",
                )


def check_idle(catalogue: Catalogue) -> Iterator[Problem]:
    """Questions, advice and switches that no rule uses."""
    for question in catalogue.questions.values():
        if question.id in catalogue.wanted:
            continue
        if question.read_by_rules is not (question.id in catalogue.rules.questions):
            does = "is read by no rule" if question.read_by_rules else "is marked read_by_rules: false, but a rule reads it"
            yield catalogue.problem(f"questions:{question.id}", does, "correct the mark, or the rules")
    found = {rule.finds for rule in catalogue.rules.guidelines} | catalogue.wanted
    for advice in catalogue.advice.values():
        if advice.id not in found:
            yield catalogue.problem(f"findings:{advice.id}", "no rule finds this", "add the rule or take the advice out")
    for switch in catalogue.switches.values():
        if f"{SWITCHES}.{switch.id}" not in catalogue.rules.questions.keys() | catalogue.wanted:
            yield catalogue.problem(f"switches:{switch.id}", "no rule reads this switch", "read it in a rule or take it out")


def check_options(catalogue: Catalogue) -> Iterator[Problem]:
    """Options that no rule tells from the ordinary one and that are not marked so, and marks that are wrong."""
    named: dict[str, list[frozenset[str]]] = {}
    for rule in catalogue.rules.guidelines:
        for atom in atoms(rule.when):
            if isinstance(atom, Is | IsNot):
                named.setdefault(atom.question.id, []).append(frozenset(atom.values))
    for question in catalogue.questions.values():
        if question.kind is not Kind.ONE or not question.read_by_rules or question.id in catalogue.wanted:
            continue
        tests = named.get(question.id, [])
        alike = {
            option.id
            for option in question.options
            if option.id != question.ordinary and all((option.id in test) is (question.ordinary in test) for test in tests)
        }
        key = f"questions:{question.id}"
        for id in sorted(alike - set(question.as_good)):
            yield catalogue.problem(
                key, f"no rule tells {id!r} from the ordinary answer", "read it in a rule, or list it in as_good:"
            )
        for id in sorted(set(question.as_good) - alike):
            yield catalogue.problem(key, f"rules tell {id!r} from the ordinary answer", "take it out of as_good:")


LINE: Final = 84
"""Characters of a line in a finding as it is printed, and in its line of sources, which is set smaller."""
SMALL_LINE: Final = 100
MOST_LINES: Final = 19
"""What fits into a third of a page beside the heading, the ground and the facts that led to the finding."""


def check_lengths(catalogue: Catalogue) -> Iterator[Problem]:
    """Advice that takes more than a third of a printed page, with its owner and the doors and sources of its rules."""
    for advice in catalogue.advice.values():
        lines = _lines(catalogue, advice) if advice.owner in catalogue.roles else 0
        if lines > MOST_LINES:
            yield catalogue.problem(
                f"findings:{advice.id}",
                f"its texts, doors and sources take about {lines} lines in print; a third of a page holds {MOST_LINES}",
                f"shorten its texts by about {(lines - MOST_LINES) * LINE} characters, or cite fewer sources in its rules",
            )


def _lines(catalogue: Catalogue, advice: Advice) -> int:
    rules = [rule for rule in catalogue.rules.guidelines if rule.finds == advice.id]
    doors = dict.fromkeys(catalogue.doors[door].name for rule in rules for door in rule.doors)
    sources = dict.fromkeys(
        f"{citation.source.title}, {citation.paragraph}" for rule in rules for citation in catalogue.citations(rule)
    )
    who = f"{catalogue.roles[advice.owner].title}. {advice.deadline.text} (by 25 November 2026; our suggestion)"
    texts = [advice.says, advice.action, who, "; ".join(doors), advice.safe_way, advice.meanwhile or "", advice.check or ""]
    return sum(ceil(len(text) / LINE) for text in texts) + ceil(len("; ".join(sources)) / SMALL_LINE)


def _law_rests_on_something_seen(catalogue: Catalogue) -> Iterator[Problem]:
    for rule in catalogue.rules.guidelines:
        if rule.finds and rule.obligation in DUTIES and rule.severity is Severity.ENABLING:
            yield catalogue.problem(f"rules:{rule.name}", "what may go ahead is nobody's duty", "use another obligation")


def check_clocks(catalogue: Catalogue) -> Iterator[Problem]:
    """Advice whose clock is said to be set by law or by a term, and no rule of which cites the text that sets it."""
    set_by_a_text = {rule.finds for rule in catalogue.rules.guidelines if _sets_a_clock(catalogue, rule)}
    for advice in catalogue.advice.values():
        if advice.deadline.statutory and advice.id not in set_by_a_text | catalogue.wanted and not catalogue.unread:
            yield catalogue.problem(
                f"findings:{advice.id}",
                "its clock is statutory, and no rule that makes it cites the paragraph of a law that was seen, or a term that was",
                'cite the text that sets it in the rule, or write "We suggest …" and leave out statutory:',
            )


def _sets_a_clock(catalogue: Catalogue, rule: Guideline) -> bool:
    """Whether a rule cites a text that could set a clock: a term, or a law with its paragraph, that somebody has seen."""
    if any(cited(reference)[0] not in catalogue.sources for reference in rule.sources):
        return True  # the source that is not there is named by another check, and may set it
    return any(
        citation.confidence is not Confidence.RECALLED and (citation.paragraph or rule.obligation is Obligation.TERM)
        for citation in catalogue.citations(rule)
    )


def _ids_are_unique_across_scopes(catalogue: Catalogue) -> Iterator[Problem]:
    scopes: dict[str, set[Scope]] = {}
    for rule in catalogue.rules.guidelines:
        if rule.finds:
            scopes.setdefault(rule.finds, set()).add(rule.scope)
    for finding, seen in scopes.items():
        if len(seen) > 1:
            yield catalogue.problem(
                f"findings:{finding}",
                "found both for the organisation and for an activity",
                "make two findings",
            )


def _no_duty_falls_because_of_a_finding(catalogue: Catalogue) -> Iterator[Problem]:
    """A finding may take back what may go ahead, and advice; never a duty, a term or anything heavy: not even one of an overlay."""
    resting: set[str] = set()
    for rule in catalogue.rules.guidelines:  # those that raise a concern come before those that test it
        if not any(_falls(atom, resting) for atom in atoms(rule.when)):
            continue
        if rule.raises is not None:
            resting.add(rule.raises.id)
        if rule.severity in (Severity.HIGH, Severity.CRITICAL) or rule.obligation in DUTIES:
            yield catalogue.problem(
                f"rules:{rule.name}",
                "it falls away because something else was found",
                "leave not found(…) out of what it rests on",
            )


def _falls(atom: Atom, resting: set[str]) -> bool:
    match atom:
        case Absent(concern):
            return concern.of_findings or concern.id in resting
        case Concern(id=id):
            return id in resting
    return False


CHECKS: tuple[Callable[[Catalogue], Iterator[Problem]], ...] = (
    _rules_name_what_exists,
    _content_names_what_exists,
    _law_rests_on_something_seen,
    _words_have_their_sources,
    _details_are_said,
    _what_was_read_is_cited,
    _ids_are_unique_across_scopes,
    _no_duty_falls_because_of_a_finding,
)


def check_sources(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Sources that are overdue for review on a day and say nothing about it."""
    for source in catalogue.overdue(day):
        if not source.note:
            yield catalogue.problem(
                f"sources:{source.id}",
                f"was last checked on {source.last_checked}, and is due every {source.review_days} days",
                "check it and set last_checked, or say in note why it is overdue",
            )

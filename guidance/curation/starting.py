"""Starts a topic: a folder that passes every check, affects nobody yet, and asks in comments for what is missing."""

import keyword
import re
from pathlib import Path
from string import Template
from typing import Final

from guidance.curation.complete import raised
from guidance.knowledge.catalogue import COMMON, Catalogue

NEEDS: Final = ("questions:activity.stage", "concerns:china_linked")
"""What the first rule of a new topic reads."""
DRAFT: Final = "2100-01-01"
"""The first day in force of a rule that is not ready."""
FILES: Final = {
    "topic": """
# ? What the topic is called (48 characters at most), and what it is about, in one sentence.
title: $title
summary: What $words asks of an activity with a partner there.
""",
    "questions": """
questions:
  # ? What the officer is asked. The part of the id before the dot is the page that it stands on.
  - id: activity.$topic
    text: Is what $words asks for in place?
    # ? The same as a noun phrase, for rule cards.
    label: what $words asks for
    # ? circumstance: a fact of the world. control: something that the organisation can put in place.
    about: control
    # ? What a low-risk organisation answers.
    ordinary: in_place
    # ? What is taken to be so while nobody has answered. Where the lack of it warns: missing.
    presume: ordinary
    why: It says whether something is left to do.
    # ? Who knows it, best first: ids of common/roles.yaml.
    ask: [$role]
    options:
      - {id: in_place, text: It is}
      - {id: missing, text: It is not}
""",
    "rules": """
rules:
  # ? What follows, when, how heavy it is and what it rests on. Gates first: what makes the question matter stands before it.
  - id: ${topic}_is_missing
    reason: What $words asks for is to be in place before the work begins.
    when: |
      china_linked
      and activity.stage is not ended
      and activity.$topic is missing
    finds: $slug
    severity: low
    obligation: practice
    sources: [$slug-source]
    # ? Take this line out when the topic is ready, and as_at: out of cases.yaml. Until then it affects nobody.
    starts: $draft
""",
    "findings": """
findings:
  # ? What we say: the fact and what it means, what to do, who does it by when, and a lawful way to get the good of the activity.
  - id: $slug
    title: Put in place what $words asks for
    says: The activity goes on, and what $words asks for is not in place.
    action: Put it in place.
    owner: $role
    deadline: {text: Before the next step}
    safe_way: Once it is in place, go on.
""",
    "sources": """
sources:
  # ? The text that the rule rests on, and what was seen of it. verified: the text itself. secondary: an account. recalled: memory.
  - id: $slug-source
    title: The text on $words
    publisher: Nobody yet
    url: https://example.org/
    version: undated
    last_checked: $today
    review_days: 365
    confidence: recalled
    jurisdiction: UK
    seen: Nothing yet.
""",
    "cases": """
cases:
  # ? For each rule one case in which it fires, and changes of one fact after which it does not.
  - rule: ${topic}_is_missing
    says: An activity with a partner on the mainland, where it is not in place
    as_at: $draft
    fires: {partner.location: mainland, activity.stage: running, activity.$topic: missing}
    near_misses:
      - {activity.$topic: in_place}
      - {activity.stage: ended}
""",
}
TAKES: Final = ("questions:activity.$topic", "rules:${topic}_is_missing", "findings:$slug", "sources:$slug-source")
"""What the files above add, as the knowledge knows it."""
NO_TOPIC: Final = frozenset({COMMON, "null", "true", "false", *keyword.kwlist})
"""The folder that is no topic, and what a condition or YAML reads otherwise than as a name."""
OVERLAY: Final = """# ? Who keeps these topics; the version, which you raise with each change; and what they leave out.
name: $name
version: "$year.$month.1"
published: $today
not_covered: []
"""


class StartError(ValueError):
    """A topic cannot be started; the message says why, and what to do."""


def start(catalogue: Catalogue, folder: Path, topic: str, today: str) -> list[Path]:
    """Writes a topic into a knowledge folder or an overlay, and says which files. Raises StartError; then nothing is written.

    A folder that is not there becomes an overlay. `today` is a date, as in 2026-11-25."""
    _check(catalogue, folder, topic)
    written: list[Path] = []
    year, month, _ = today.split("-")
    words = topic.replace("_", " ")
    said = {
        "topic": topic,
        "slug": _slug(topic),
        "words": words,
        "title": words.capitalize()[:48],
        "role": next(iter(catalogue.roles)),
        "draft": DRAFT,
        "today": today,
        "name": re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.casefold()).strip("-") or "our-policy",
        "year": year,
        "month": str(int(month)),
    }
    if not (folder / "knowledge.yaml").exists():
        written.append(_write(folder / "knowledge.yaml", Template(OVERLAY).substitute(said)))
    for name, text in FILES.items():
        head = f"# yaml-language-server: $$schema=../../docs/schema/{name}.json" if _has_schemas(folder) else ""
        written.append(_write(folder / topic / f"{name}.yaml", Template(head + text).substitute(said).lstrip("\n")))
    return [*written, *_raise(catalogue, folder)]


def _check(catalogue: Catalogue, folder: Path, topic: str) -> None:
    if not re.fullmatch(r"(?=.{1,40}$)[a-z][a-z0-9]*(_[a-z0-9]+)*", topic):
        raise StartError(f"read {topic!r}; name the topic in small letters, digits and underscores, such as export_control")
    if topic in NO_TOPIC:
        raise StartError(f"{topic} has a meaning of its own; choose another name")
    if (folder / topic).exists() or topic in catalogue.topics:
        raise StartError(f"there is a topic {topic} already; choose another name")
    for name in TAKES:
        key = Template(name).substitute(topic=topic, slug=_slug(topic))
        if key in catalogue.files:
            raise StartError(f"{key.partition(':')[2]} stands in {catalogue.files[key]} already; choose another name")
    for key in NEEDS:
        if key not in catalogue.files:
            raise StartError(
                f"a new topic begins with {key.partition(':')[2]}, which this knowledge does not have; copy a topic of its own"
            )


def _slug(topic: str) -> str:
    return topic.replace("_", "-")


def _has_schemas(folder: Path) -> bool:
    return (folder.resolve().parent / "docs" / "schema").is_dir()


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _raise(catalogue: Catalogue, folder: Path) -> list[Path]:
    """Raises the version of a folder whose content was the released one until now."""
    knowledge = catalogue.knowledge
    path = folder / "knowledge.yaml"
    if folder != catalogue.folders[0] or knowledge.released is None or knowledge.version != knowledge.released.version:
        return []
    text = path.read_text(encoding="utf-8")
    line = re.compile(rf"^(version: *[\"']?){re.escape(knowledge.version)}", re.MULTILINE)
    path.write_text(line.sub(rf"\g<1>{raised(knowledge)}", text, count=1), encoding="utf-8")
    return [path]

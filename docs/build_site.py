"""Gathers the pages of the documentation site into a folder, from what is there already: `python docs/build_site.py .site/pages`.

The documents are copied with their links made to fit; the command line, the schemas and the rule book write their own pages."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from guidance import knowledge  # noqa: E402
from ui.cli.main import main  # noqa: E402

ABOVE = {
    "README.md": "index.md",
    "SECURITY.md": "SECURITY.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
}
"""Pages that stand above docs/, and what they are called on the site."""
_LINK = re.compile(r"(\]\()(?!https?:|#)([^)\s]+)(\))")


def gather(folder: Path) -> list[Path]:
    """Writes every page to a folder that is made anew, and returns them."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, page in ABOVE.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        (folder / page).write_text(_LINK.sub(lambda link: link[1] + _moved(link[2]) + link[3], text), encoding="utf-8")
    for name, lines in {"command": command_line(), "schemas": schemas(), "rulebook": rule_book()}.items():
        (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sorted(folder.rglob("*.md"))


def _moved(target: str) -> str:
    """Where a link of a page above docs/ leads on the site."""
    return ABOVE.get(target, target.removeprefix("docs/"))


def command_line() -> Iterator[str]:
    """What `--help` says of every command."""
    yield "# The command line"
    yield "\nWhat `guidance --help` says, and the same of every command."
    for names, command in commands(main, ("guidance",)):
        context = click.Context(command, info_name=" ".join(names), max_content_width=100)
        yield f"\n{'#' * min(len(names) + 1, 4)} {' '.join(names)}\n\n```text\n{command.get_help(context)}\n```"


def commands(command: click.Command, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and those below it, each with the words that call it."""
    yield names, command
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        yield from commands(below, (*names, name))


def schemas() -> Iterator[str]:
    """Every kind of file, with its keys."""
    yield "# The files and their schemas"
    yield "\nEach kind of file has a JSON Schema, with which an editor completes and checks it."
    for path in sorted((ROOT / "docs/schema").glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        yield f"\n## {path.stem}\n\n[{path.name}](schema/{path.name})\n\n| Key | Means |\n|---|---|"
        for key, value in _keys(schema):
            yield f"| `{key}` | {' '.join(str(value.get('description', '')).split()).replace('|', '&#124;')} |"


def _keys(schema: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """The keys of an entry; of a list those of what is in it."""
    properties: dict[str, dict[str, object]] = schema.get("properties", {})  # type: ignore[assignment]
    for key, value in properties.items():
        items = value.get("items")
        if isinstance(items, dict) and "$ref" in items and len(properties) == 1:
            name = str(items["$ref"]).rpartition("/")[2]
            yield from _keys(schema["$defs"][name])  # type: ignore[index]
        else:
            yield key, value


def rule_book() -> Iterator[str]:
    """Every rule in words, topic by topic. `guidance rulebook` writes the same to be signed."""
    catalogue = knowledge.load()
    yield f"# The rule book\n\nKnowledge base {catalogue.version}. `guidance rulebook --out rules.pdf` writes it to be signed."
    for topic, text in catalogue.topics.items():
        yield f"\n## {text.title}\n\n{text.summary}"
        for rule in (rule for rule in catalogue.rules.guidelines if rule.topic == topic):
            yield f"\n### {rule.name}\n\n{rule.reason}\n\n{_plain(catalogue.in_words(rule))}\n"
            if rule.finds:
                yield f"Finds: {catalogue.advice[rule.finds].title} ({rule.severity}, {rule.obligation})\n"
            for citation in catalogue.citations(rule):
                yield f"- {citation.source.title}, {citation.paragraph}".rstrip(", ")


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


if __name__ == "__main__":
    click.echo(f"{len(gather(Path(sys.argv[1])))} pages")

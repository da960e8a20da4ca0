"""Writes the knowledge of an older tree (topics in Python, content and cases in folders of their own) as one folder a topic.

python tools/convert_knowledge.py OLD_TREE NEW_FOLDER        then check it with tools/check_conversion.py"""

import ast
import re
import shutil
import sys
import textwrap
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from guidance.knowledge.reader import _Loader
from guidance.language.text import word

WIDE = 100
OBLIGATIONS = {"LEGAL": "legal", "TERM": "term", "PRACTICE": "practice", "JUDGEMENT": "judgement"}
SEVERITIES = ("ENABLING", "LOW", "MEDIUM", "HIGH", "CRITICAL")


@dataclass
class Said:
    """A condition as it was written: joined parts, or one piece."""

    join: str = ""
    parts: list["Said"] = field(default_factory=list)
    text: str = ""
    options: list[str] = field(default_factory=list)

    def line(self, within: str = "") -> str:
        if not self.join:
            return f"{self.text} ({', '.join(self.options)})" if self.options else self.text
        if self.join == "not":
            inner = self.parts[0]
            return f"not ({inner.line()})" if inner.join in ("and", "or") else f"not {inner.line()}"
        if self.join == "some":
            return f"some_activity({self.parts[0].line()})"
        said = f" {self.join} ".join(part.line(self.join) for part in self.parts)
        return f"({said})" if within else said

    def lines(self, within: str = "") -> list[str]:
        """The same, one clause a line where one line is too little."""
        if len(self.line(within)) <= WIDE:
            return [self.line(within)]
        if self.options:
            return [
                f"{self.text} (",
                *textwrap.wrap(", ".join(self.options), WIDE, initial_indent="  ", subsequent_indent="  "),
                ")",
            ]
        if self.join == "some":
            return ["some_activity(", *(f"  {line}" for line in self.parts[0].lines()), ")"]
        if self.join not in ("and", "or"):
            return [self.line(within)]
        clauses: list[str] = []
        for number, part in enumerate(self.parts):
            first, *rest = part.lines(self.join)
            clauses += [f"{self.join} {first}" if number else first, *rest]
        return ["(", *(f"  {line}" for line in clauses), ")"] if within else clauses


def call(question: str, values: list[str], negated: bool) -> Said:
    words = [word(value) for value in values]
    if len(words) == 1:
        return Said(text=f"{question} is{' not' if negated else ''} {words[0]}")
    return Said(text=f"{question} {'not in' if negated else 'in'}", options=words)


class Module:
    """One module of a topic, or that of the shared concerns."""

    def __init__(self, path: Path, shared: dict[str, str]) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text())
        self.source = path.read_text().split("\n")
        self.questions: dict[str, str] = {}
        self.concerns: dict[str, str] = dict(shared)
        self.declared: list[tuple[str, str, str, str]] = []
        self.terms: dict[str, Said] = {}
        self.strings: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        self.topic: ast.ClassDef | None = None
        for node in self.tree.body[1:]:
            self.take(node)

    def take(self, node: ast.stmt) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                pass
            case ast.ClassDef():
                assert self.topic is None
                self.topic = node
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.assign(name, value)
            case _:
                raise SystemExit(f"{self.path}:{node.lineno}: {ast.unparse(node)[:60]}")

    def assign(self, name: str, value: ast.expr) -> None:
        match value:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="activity" | "organisation"), attr="question"),
                args=[ast.Constant(value=id)],
            ):
                self.questions[name] = id
            case ast.Call(func=ast.Attribute(value=ast.Name(id=about), attr="concern"), args=[*args]):
                self.declare(name, about, args)
            case ast.Constant(value=str(text)):
                self.strings[name] = text
            case _:
                self.terms[name] = self.said(value)

    def declare(self, name: str, about: str, args: list[ast.expr]) -> None:
        id, words, *absent = map(ast.literal_eval, args)
        self.concerns[name] = id
        self.declared.append((id, about, words, absent[0] if absent else ""))

    def said(self, node: ast.expr) -> Said:
        match node:
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr() as op):
                join = "and" if isinstance(op, ast.BitAnd) else "or"
                parts = []
                for side in (node.left, node.right):
                    part = self.said(side)
                    parts += part.parts if part.join == join else [part]
                return Said(join, parts)
            case ast.UnaryOp(op=ast.Invert(), operand=inner):
                return self.turned(inner)
            case ast.Name(id=name):
                return self.named(name)
            case ast.Call(func=ast.Name(id="some_activity"), args=[inner]):
                return Said("some", [self.said(inner)])
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="activity" | "organisation" as about), attr="found"),
                args=[ast.Name(id=severity)],
            ):
                assert severity in SEVERITIES
                return Said(text=f"found({about}, {severity.lower()})")
            case ast.Call(func=ast.Attribute(value=asked, attr="unsure"), args=[]):
                return Said(text=f"unsure({self.question(asked)})")
            case ast.Call(func=ast.Attribute(value=asked, attr="at_least"), args=[ast.Constant(value=number)]):
                return Said(text=f"{self.question(asked)} >= {number}")
            case ast.Call(func=asked, args=values, keywords=[]):
                return call(self.question(asked), list(map(ast.literal_eval, values)), False)
        raise SystemExit(f"{self.path}:{node.lineno}: {ast.unparse(node)}")

    def turned(self, node: ast.expr) -> Said:
        match node:
            case ast.Call(func=ast.Attribute(attr="found")) | ast.Name() | ast.BinOp():
                return Said("not", [self.said(node)])
            case ast.Call(func=ast.Attribute(value=asked, attr="at_least"), args=[ast.Constant(value=number)]):
                return Said(text=f"{self.question(asked)} < {number}")
            case ast.Call(func=ast.Name() | ast.Call() as asked, args=values, keywords=[]):
                return call(self.question(asked), list(map(ast.literal_eval, values)), True)
        raise SystemExit(f"{self.path}:{node.lineno}: ~{ast.unparse(node)}")

    def named(self, name: str) -> Said:
        if name in self.concerns:
            return Said(text=self.concerns[name])
        if name in self.terms:
            return Said(text=self.renamed.get(name, name))
        raise SystemExit(f"{self.path}: {name} is neither a concern nor a term")

    def question(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=name):
                return self.questions[name]
            case ast.Call(func=ast.Attribute(attr="question"), args=[ast.Constant(value=str(id))]):
                return id
        raise SystemExit(f"{self.path}:{node.lineno}: {ast.unparse(node)}")

    def used(self) -> set[str]:
        """The terms that the rules, or terms that are used, name."""
        assert self.topic
        return {
            node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        } & self.terms.keys()


def scalar(text: str, flow: bool = False) -> str:
    for said in (
        text,
        f"'{text}'" if "'" not in text else None,
        f'"{text}"' if '"' not in text and "\\" not in text else None,
        "'" + text.replace("'", "''") + "'",
    ):
        if said is None:
            continue
        try:
            if yaml.load(f"a: [{said}, b]" if flow else f"a: {said}", Loader=_Loader) == {"a": [text, "b"] if flow else text}:
                return said
        except yaml.YAMLError:
            continue
    raise SystemExit(f"no way to write {text!r}")


def listed(key: str, values: list[str]) -> list[str]:
    flow = f"    {key}: [{', '.join(scalar(value, True) for value in values)}]"
    plain = all(scalar(value, True) == value for value in values)
    if len(flow) <= WIDE + 10 and (plain or len(values) == 1):
        return [flow]
    return [f"    {key}:", *(f"      - {scalar(value)}" for value in values)]


def conditioned(key: str, said: Said, indent: str) -> list[str]:
    line = f"{indent}{key}: {said.line()}"
    if len(line) <= WIDE + 10 and scalar(said.line()) == said.line():
        return [line]
    return [f"{indent}{key}: |", *(f"{indent}  {each}" for each in said.lines())]


def concerns(declared: list[tuple[str, str, str, str]]) -> list[str]:
    lines = ["concerns:"]
    for id, about, words, absent in declared:
        lines += [
            f"  - id: {id}",
            f"    about: {about}",
            f"    words: {scalar(words)}",
            *([f"    absent: {scalar(absent)}"] if absent else []),
        ]
    return [*lines, ""]


def effect(module: Module, keywords: dict[str, ast.expr]) -> list[str]:
    lines = []
    for key in (
        "raises",
        "finds",
        "severity",
        "level",
        "contradicts",
        "obligation",
        "bound",
        "sources",
        "doors",
        "starts",
        "ends",
    ):
        if key not in keywords:
            continue
        node = keywords[key]
        match key, node:
            case "raises", ast.Name(id=name):
                lines.append(f"    raises: {module.concerns[name]}")
            case "severity", ast.Name(id=name):
                lines.append(f"    severity: {name.lower()}")
            case "obligation", ast.Name(id=name):
                lines.append(f"    obligation: {OBLIGATIONS[name]}")
            case "contradicts", ast.Constant(value=True):
                lines.append("    contradicts: true")
            case "finds" | "bound" | "level", ast.Constant(value=value):
                lines.append(f"    {key}: {scalar(value) if isinstance(value, str) else value}")
            case "bound", ast.Name(id=name):
                lines.append(f"    bound: {scalar(module.strings[name])}")
            case "sources" | "doors", ast.List():
                values = ast.literal_eval(node)
                lines += listed(key, values) if values else []
            case "starts" | "ends", ast.Call(func=ast.Name(id="date"), args=args):
                year, month, day = map(ast.literal_eval, args)
                lines.append(f"    {key}: {year}-{month:02}-{day:02}")
            case _:
                raise SystemExit(f"{module.path}:{node.lineno}: {key}")
    return lines


def rules(module: Module) -> list[str]:
    assert module.topic
    lines, last = ["rules:"], module.topic.body[0].end_lineno or 0
    for method in module.topic.body[1:]:
        assert isinstance(method, ast.FunctionDef)
        (decorator,) = method.decorator_list
        assert isinstance(decorator, ast.Call)
        for between in module.source[last : decorator.lineno - 1]:
            if between.strip():
                assert between.strip().startswith("# "), between
                lines += [*([""] if lines[-1] else []), f"  {between.strip()}", ""]
        last = method.end_lineno or 0
        keywords = {str(each.arg): each.value for each in decorator.keywords}
        lines += [
            *([""] if lines[-1] and lines[-1] != "rules:" else []),
            f"  - id: {method.name}",
            f"    reason: {scalar(' '.join((ast.get_docstring(method) or '').split()))}",
            *conditioned("when", module.said(keywords["when"]), "    "),
            *effect(module, keywords),
        ]
    return lines


def remark(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.strip().split("\n")]


def head(kind: str) -> str:
    return f"# yaml-language-server: $schema=../../docs/schema/{kind}.json"


def write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def moved(old: Path, new: Path, schema: str = "../../docs/schema") -> None:
    """A file of content, with the way to its schema."""
    text = old.read_text(encoding="utf-8")
    changed, count = re.subn(r"\A(# yaml-language-server: \$schema=)\S*/(\w+\.json)\n", rf"\1{schema}/\2\n", text)
    assert count == 1, old
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_text(changed, encoding="utf-8")


def shared_terms(modules: dict[str, Module], taken: set[str]) -> dict[str, Said]:
    """Terms that three topics or more have under the same name and in the same words, and no other has in others."""
    by_name: defaultdict[str, dict[str, Said]] = defaultdict(dict)
    for topic, module in modules.items():
        for name in module.used():
            by_name[name][topic] = module.terms[name]
    agreed = {name: those for name, those in by_name.items() if len({said.line() for said in those.values()}) == 1}
    return {name: next(iter(those.values())) for name, those in agreed.items() if len(those) >= 3 and name not in taken}


def main(old: Path, new: Path) -> None:
    shared = Module(old / "rules" / "concerns.py", {})
    paths = sorted(path for path in (old / "rules" / "topics").glob("*.py") if path.stem != "__init__")
    modules = {path.stem: Module(path, shared.concerns) for path in paths}
    taken = {id for module in (shared, *modules.values()) for id, *_ in module.declared}
    common = shared_terms(modules, taken)
    for module in modules.values():
        for name in [*module.terms]:
            if name in taken and name not in common:
                print(f"{module.path.stem}: the term {name} is called {name}_here: a concern has its name")
                module.renamed[name] = f"{name}_here"
                module.terms = {each: said for each, said in module.terms.items()}
    if new.exists():
        for folder in (
            path
            for path in new.iterdir()
            if (path.is_dir() and path.name not in ("topics",) and (path / "rules.yaml").exists()) or path.name == "common"
        ):
            shutil.rmtree(folder)
    for topic, module in modules.items():
        write_topic(old, new / topic, topic, module, set(common))
    content = old / "guidance" / "content"
    for name in ("sections", "roles", "switches", "exemptions"):
        moved(content / f"{name}.yaml", new / "common" / f"{name}.yaml")
    moved(content / "questions" / "shared.yaml", new / "common" / "questions.yaml")
    moved(content / "knowledge.yaml", new / "knowledge.yaml", "../docs/schema")
    lines = [
        head("terms"),
        "# What many topics share: concerns that rules raise and others test, and named parts of conditions.",
        *concerns(shared.declared),
    ]
    lines += (
        ["terms:", *(line for name, said in sorted(common.items()) for line in conditioned(name, said, "  "))] if common else []
    )
    write(new / "common" / "terms.yaml", lines)
    lines = [head("organisations"), "organisations:"]
    for path in sorted((old / "tests" / "organisations").glob("*.yaml")):
        _, *rest = path.read_text(encoding="utf-8").split("\n")
        key = rest.index("organisations:")
        lines += [*(f"  {line}" for line in rest[:key] if line), *rest[key + 1 :]]
    write(new / "common" / "organisations.yaml", lines)
    left = {path.stem for path in content.glob("*/*.yaml")} - modules.keys() - {"shared"}
    assert not left, left
    print(f"{len(modules)} topics, {len(common)} shared terms: {', '.join(sorted(common))}")


def write_topic(old: Path, folder: Path, topic: str, module: Module, common: set[str]) -> None:
    assert module.topic
    title, _, summary = (ast.get_docstring(module.topic) or "").partition("\n")
    write(
        folder / "topic.yaml",
        [head("topic"), f"title: {scalar(title.strip())}", f"summary: {scalar(' '.join(summary.split()))}"],
    )
    lines = [head("rules"), *remark(ast.get_docstring(module.tree) or "")]
    if module.declared:
        lines += concerns(module.declared)
    terms = {name: said for name, said in module.terms.items() if name in module.used() and name not in common}
    unused = module.terms.keys() - module.used()
    if unused:
        print(f"{topic}: nothing uses {', '.join(unused)}")
    if terms:
        lines += [
            "terms:",
            *(line for name, said in terms.items() for line in conditioned(module.renamed.get(name, name), said, "  ")),
            "",
        ]
    write(folder / "rules.yaml", [*lines, *rules(module)])
    for old_name, name in (("questions", "questions"), ("advice", "findings"), ("sources", "sources"), ("doors", "doors")):
        path = old / "guidance" / "content" / old_name / f"{topic}.yaml"
        if path.exists():
            moved(path, folder / f"{name}.yaml")
    moved(old / "tests" / "cases" / f"{topic}.yaml", folder / "cases.yaml")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))

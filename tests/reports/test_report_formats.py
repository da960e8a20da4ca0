"""Each format holds all of the model, is the same twice, and takes no answer for markup."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import report_text
from report_text import HOSTILE

from guidance import knowledge
from guidance.case.record import read_record
from reports import json as as_json
from reports import pdf, words, write
from reports.blocks import Report
from reports.house import TEMPLATES, contrast

pytestmark = pytest.mark.slow


def test_ids_of_findings_answers_and_sources_occur_in_both_documents(report: Report) -> None:
    for text in (report_text.of_html(report_text.html_of(report)), report_text.of_pdf(report_text.pdf_of(report))):
        assert [id for id in report_text.must_occur(report) if id not in text] == []


def test_ids_of_every_rule_occur_in_both_documents(golden: Report) -> None:
    for text in (report_text.of_html(report_text.html_of(golden)), report_text.squeezed(pdf.source(golden))):
        assert [id for id in report_text.must_occur(golden) if id not in text] == []


def test_every_text_of_the_model_is_in_the_html(report: Report) -> None:
    text = report_text.of_html(report_text.html_of(report))
    assert [said for said in report_text.texts(report) if report_text.squeezed(words.visible(said)) not in text] == []


def test_every_text_of_the_model_is_in_the_pdf(some: Report) -> None:
    source = pdf.source(some)
    assert [said for said in report_text.texts(some) if str(pdf.literal(said)) not in source] == []
    text = report_text.of_pdf(report_text.pdf_of(some))
    headings = [block.heading for block in report_text.blocks(some) if block.kind in ("section", "card")]
    assert [heading for heading in headings if report_text.squeezed(heading) not in text] == []


@pytest.mark.parametrize("suffix", sorted(write.WRITERS))
def test_same_bytes_twice(some: Report, rebuilt: Callable[[Report], Report], suffix: str) -> None:
    assert write.render(some, suffix) == write.render(rebuilt(some), suffix)


def test_a_long_note_is_cut_in_print_with_a_mark_and_whole_in_the_json(hostile: Report) -> None:
    note = hostile.record.answers["profile.name"].note
    assert len(note) == 100_000
    assert "cut in print: 1,500 of 100,000 characters" in report_text.html_of(hostile).decode()
    assert report_text.squeezed("cut in print: 1,500 of 100,000 characters") in report_text.of_pdf(report_text.pdf_of(hostile))
    assert json.loads(as_json.to_bytes(hostile.document))["record"]["answers"]["profile.name"]["note"] == note


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def _parsed(report: Report) -> _Tags:
    tags = _Tags()
    tags.feed(report_text.html_of(report).decode())
    return tags


def test_html_has_no_script_and_reaches_for_nothing(report: Report) -> None:
    parsed = _parsed(report)
    assert not {"script", "img", "iframe", "object", "link", "form", "base"} & set(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    links = [value or "" for name, value in parsed.attributes if name in ("href", "src")]
    assert all(link.startswith(("https://", "#")) for link in links)
    assert "url(" not in report_text.html_of(report).decode().partition("</style>")[0]


def test_html_is_semantic(report: Report) -> None:
    parsed = _parsed(report)
    tags, text = parsed.tags, report_text.html_of(report).decode()
    assert '<html lang="en-GB">' in text
    for once in ("h1", "header", "nav", "main", "footer", "title"):
        assert tags.count(once) == 1
    assert tags.count("caption") == tags.count("table")
    assert tags.count("th") == text.count("<th scope=")
    assert parsed.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(parsed.headings, parsed.headings[1:], strict=False))
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    assert {value[1:] for name, value in parsed.attributes if name == "href" and value and value[0] == "#"} <= set(ids)
    assert text.count(f'class="marking">{report.cover.marking}') == 2


def test_links_show_their_address(golden: Report) -> None:
    text = report_text.html_of(golden).decode()
    links = re.findall(r'<a href="(https://[^"]*)">([^<]*)</a>', text)
    assert links
    assert all(address == shown for address, shown in links)


CONTRAST = re.findall(r"--(\w+): (#\w{6}); --\1-back: (#\w{6})", (TEMPLATES / "report.css").read_text())


@pytest.mark.parametrize(("severity", "front", "back"), CONTRAST)
def test_severity_colours_have_contrast_and_are_the_same_in_print(severity: str, front: str, back: str) -> None:
    assert contrast(front, back) >= 7
    style = (TEMPLATES / "style.typ.j2").read_text().lower()
    line = next(line for line in style.splitlines() if line.strip().startswith(f"{severity}: ("))
    assert back in line
    assert front in line or (front == "#ffffff" and "white" in line)


def test_all_five_severities_have_colours() -> None:
    assert {severity for severity, _, _ in CONTRAST} == {"critical", "high", "medium", "low", "enabling"}


def test_hostile_text_stays_data_in_every_field_of_the_model(one: Report) -> None:
    """Not only what a user writes: any text at all, advice and sources included, is laid out and never run."""
    evil: Report = replace(one, cover=_poisoned(one.cover), sections=_poisoned(one.sections))
    assert not {"script", "img"} & set(_parsed(evil).tags)
    assert HOSTILE.partition("<img")[0] not in report_text.html_of(evil).decode()
    text = report_text.of_pdf(pdf.render(evil))
    assert report_text.squeezed('#sys.version #eval("1+1") #panic() $x^2$ *b* {{ 7*7 }}') in text


def _poisoned(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_poisoned(each) for each in value)
    if isinstance(value, str):
        return HOSTILE
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"anchor", "url", "severity"}
        return replace(value, **{f.name: _poisoned(getattr(value, f.name)) for f in fields(value) if f.name not in kept})
    return value


def test_a_value_is_one_typst_literal() -> None:
    assert str(pdf.literal('a"b\\c\n#x')) == '"a\\"b\\\\c\\n#x"'


def test_characters_without_a_glyph_are_printed_as_codes(hostile: Report) -> None:
    text = report_text.of_pdf(report_text.pdf_of(hostile))
    for code in ("[U+1F600]", "[U+202E]", "[U+0000]"):
        assert code in text
    shown = report_text.html_of(hostile).decode()
    assert "😀" in shown
    assert "\u202e" not in shown
    assert "\x00" not in shown


def test_six_scripts_are_printed_as_they_are(scripts: Report) -> None:
    text = report_text.of_pdf(report_text.pdf_of(scripts))
    for word in ("清华大学", "國立臺灣大學", "한국과학기술원", "Ломоносова", "Μετσόβιο", "Łódź"):
        assert word in text
    assert "[U+" not in text


def test_json_is_canonical_and_follows_its_schema(report: Report) -> None:
    data = as_json.to_bytes(report.document)
    loaded = json.loads(data)
    assert (json.dumps(loaded, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode() == data
    jsonschema.Draft202012Validator(as_json.json_schema()).validate(loaded)
    assert as_json.Document.model_validate_json(data) == report.document
    assert loaded["knowledge"]["hash"] == knowledge.load().hash
    assert loaded["record_hash"] == report.record.hash


def test_the_record_in_the_json_can_be_opened_again(some: Report) -> None:
    record = json.loads(as_json.to_bytes(some.document))["record"]
    assert read_record(json.dumps(record), knowledge.load()) == some.record


@pytest.mark.parametrize("suffix", [".pdf", ".html", ".docx", ".xlsx", ".json", ".PDF"])
def test_the_suffix_chooses_the_format(some: Report, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"
    write.write(some, path)
    assert path.read_bytes() == write.render(some, suffix)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["report.odt", "report"])
def test_another_suffix_is_refused_and_nothing_is_written(some: Report, tmp_path: Path, name: str) -> None:
    with pytest.raises(write.FormatError, match=r"use \.docx, \.html, \.json, \.pdf, \.xlsx"):
        write.write(some, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("last", ["report.odt", "nowhere/report.json", "folder.json"])
def test_several_files_are_written_all_or_none(some: Report, tmp_path: Path, last: str) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "report.json").write_text("older")
    with pytest.raises((write.FormatError, write.WriteError)):
        write.write(some, tmp_path / "report.json", tmp_path / "report.html", tmp_path / last)
    assert (tmp_path / "report.json").read_text() == "older"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder.json", "report.json"]


def test_an_older_file_stays_when_writing_fails(some: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    path.write_text("older")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write.write(some, path)
    assert path.read_text() == "older"
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]

"""An organisation's own look: what it may change, and what it cannot do."""

import io
import socket
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from guidance import knowledge
from guidance.assessment import conclude
from guidance.case.record import read_record
from reports import docx, html, model, pdf
from reports.blocks import Report
from reports.house import PLAIN, TEMPLATES, House, HouseError, contrast, read
from ui.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#5a1a4a"/></svg>'
CANARY = "the canary sings"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x5a\x1a\x4a" * 4 for _ in range(2))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def small() -> Report:
    catalogue = knowledge.load()
    record = read_record((EXAMPLES / "lowfell.json").read_bytes(), catalogue)
    whole = model.build(conclude(catalogue, record.facts(catalogue)), record)
    return replace(whole, sections=whole.sections[:1])


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        path = tmp_path / name.replace("__", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


STYLE = 'accent = "#5A1A4A"\nlogo = "logo.svg"\nlogo_alt = "Arms of Northmoor"\n'


@pytest.mark.slow
@pytest.mark.parametrize("logo", ["svg", "png"])
def test_colours_and_logo_are_in_every_document(small: Report, tmp_path: Path, logo: str) -> None:
    data = SVG if logo == "svg" else png()
    house = read(folder(tmp_path, style__toml=STYLE.replace("svg", logo), **{f"logo__{logo}": data}))
    report = replace(small, house=house)
    page = html.render(report).decode()
    assert "--accent: #5A1A4A" in page
    assert 'alt="Arms of Northmoor"' in page
    plain, own = len(pdf.render(small)), pdf.render(report)
    assert len(own) != plain
    assert 'rgb("#5A1A4A")' in pdf.source(report)
    with pikepdf.open(io.BytesIO(own)) as file:
        alts = [str(thing.get("/Alt")) for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing]
    assert "Arms of Northmoor" in alts
    with zipfile.ZipFile(io.BytesIO(docx.render(report))) as word:
        assert b"5A1A4A" in word.read("word/styles.xml")
        assert (b"Arms of Northmoor" in word.read("word/document.xml")) is (logo == "png")


@pytest.mark.slow
def test_a_template_of_ones_own_stands_in_place_of_ours(small: Report, tmp_path: Path) -> None:
    ours = (TEMPLATES / "report.html.j2").read_text()
    theirs = ours.replace("</footer>", "<p>University of {{ report.cover.organisation }}, Research Office</p></footer>")
    typst = (TEMPLATES / "report.typ.j2").read_text().replace('#contents("Contents")', '#contents("What is where")')
    house = read(folder(tmp_path, report__html__j2=theirs, report__typ__j2=typst))
    report = replace(small, house=house)
    assert "Research Office" in html.render(report).decode()
    assert "What is where" in pdf.source(report)
    assert pdf.render(report).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"style__toml": 'accent = "#88aaff"'}, r"style.toml: accent #88aaff has a contrast of 2\.3 to 1 on white; expected 4.5 to 1"),
        ({"style__toml": 'ink = "#666666"'}, "ink #666666 has a contrast of 5.7 to 1 on white; expected 7 to 1"),
        ({"style__toml": 'accent = "red"'}, "style.toml: accent: expected a colour such as #12345b; read 'red'"),
        ({"style__toml": "accent = "}, "style.toml: Invalid value"),
        ({"style__toml": 'colour = "#000000"'}, "style.toml: colour"),
        ({"style__toml": 'logo = "a.svg"\nlogo_alt = "x"'}, "there is no file 'a.svg' beside it"),
        ({"style__toml": 'logo = "a.svg"', "a__svg": SVG}, "say in logo_alt what the logo shows"),
        ({"style__toml": STYLE, "logo__svg": SVG.replace("<rect", "<script/><rect")}, "<script> holds a script or reaches outside"),
        ({"style__toml": STYLE, "logo__svg": SVG.replace("<rect", '<rect onload="x()"')}, "<rect> holds a script"),
        ({"style__toml": STYLE, "logo__svg": SVG.replace("<rect", '<image href="http://e.invalid/"/><rect')}, "reaches outside"),
        ({"style__toml": STYLE, "logo__svg": SVG.replace("#5a1a4a", "url(http://e.invalid/)")}, "names an address outside"),
        ({"style__toml": STYLE, "logo__svg": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SVG}, "plain SVG file"),
        ({"style__toml": STYLE, "logo__svg": b"GIF89a"}, "expected a PNG or a plain SVG file"),
        ({"reprot__html__j2": "x"}, "reprot.html.j2: no template of that name; use blocks.html.j2, blocks.typ.j2, body.docx.j2, report.css"),
        ({"report__html__j2": "{% for %}"}, r"report.html.j2, line 1: .*mend the template"),
        ({"report__css": b"\xff\xfe"}, "report.css: is not UTF-8"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_folder_is_named(tmp_path: Path, files: dict[str, str], says: str) -> None:
    with pytest.raises(HouseError, match=says):
        read(folder(tmp_path, **files))


def test_a_folder_that_is_not_there_and_a_link_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="expected a folder with style"):
        read(tmp_path / "missing")
    (tmp_path / "report.css").symlink_to("/etc/hostname")
    with pytest.raises(HouseError, match="links and folders are not followed"):
        read(tmp_path)


def with_template(name: str, text: str) -> House:
    return House(templates={name: text})


OURS = (TEMPLATES / "report.html.j2").read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ report.nothing }}", "has no attribute 'nothing'; docs/templates.md lists the variables"),
        ("{{ report.__class__.__mro__ }}", "unsafe"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "unsafe"),
        ("{% include '/etc/hostname' %}", "hostname"),
        ("{% include '../../pyproject.toml' %}", "pyproject"),
        ("<html><head><script>fetch('http://e.invalid')</script></head></html>", "leave <meta"),
        (OURS.replace("<head>", "<head><link rel=stylesheet href=http://e.invalid/x.css>"), "first in head"),
        (OURS.replace("default-src 'none'", "default-src *"), "leave <meta"),
    ],
)
def test_a_hostile_html_template_gets_nowhere(small: Report, text: str, says: str) -> None:
    with pytest.raises(HouseError, match=says):
        html.render(replace(small, house=with_template("report.html.j2", text)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/hostname")',
        '#import "@preview/example:0.1.0": *',
        '#include "/etc/hostname"',
        '#eval("1+1")',
        '{{ ("#im" ~ "port \\"@preview/example:0.1.0\\"") | safe }}',
        '#dictionary(std).at("ev" + "al")("1")',
        '#plugin("x.wasm")',
        '#image("/etc/hostname")',
        "#nothing-of-that-name()",
    ],
)
def test_a_hostile_typst_template_reads_nothing_and_connects_to_nothing(
    small: Report, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was tried"))
    ours = (TEMPLATES / "report.typ.j2").read_text()
    report = replace(small, house=with_template("report.typ.j2", f"{ours}\n{text}\n"))
    with pytest.raises(HouseError):
        pdf.render(report)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "<w:body>",
        "{{ report.nothing }}",
        "{% include '/etc/hostname' %}",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>',
        "{{ relation('file:///etc/hostname') }}",
        "{{ relation('http://e.invalid/') }}",
    ],
)
def test_a_hostile_word_template_gets_nowhere(small: Report, text: str) -> None:
    with pytest.raises(HouseError):
        docx.render(replace(small, house=with_template("body.docx.j2", text)))


@pytest.mark.slow
def test_what_a_user_wrote_may_hold_those_words(small: Report) -> None:
    cover = replace(small.cover, subject='import "x"; read(1) // eval \\" std')
    ours = (TEMPLATES / "report.typ.j2").read_text()
    assert pdf.source(replace(small, cover=cover, house=with_template("report.typ.j2", ours)))


@pytest.mark.slow
def test_a_canary_beside_the_templates_is_in_no_output(small: Report, tmp_path: Path) -> None:
    (tmp_path / ".canary.txt").write_text(CANARY)
    ours = (TEMPLATES / "report.html.j2").read_text()
    house = read(folder(tmp_path, report__html__j2=ours))
    assert CANARY.encode() not in html.render(replace(small, house=house))
    with pytest.raises(HouseError, match="canary"):
        html.render(replace(small, house=with_template("report.html.j2", "{% include '.canary.txt' %}")))


def test_our_own_colours_pass_our_own_check() -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert all(contrast(colour) >= 7 for colour in (PLAIN.style.ink, PLAIN.style.quiet, PLAIN.style.accent))


@pytest.mark.slow
def test_the_command_names_what_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "style.toml").write_text('accent = "#ffff00"')
    out = tmp_path / "out.html"
    told = CliRunner().invoke(main, ["assess", str(EXAMPLES / "lowfell.json"), "--templates", str(tmp_path), "--out", str(out)])
    assert told.exit_code == 1
    assert "accent #ffff00 has a contrast of 1.1 to 1" in told.output
    assert not out.exists()

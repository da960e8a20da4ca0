"""A severity has the same colours on the screen, in HTML, in PDF and in Word: a reader who turns from one to another knows it again."""

import re
from pathlib import Path

from reports.docx import STRIPES, TONES

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "reports" / "templates"
SCREEN = (ROOT / "ui" / "browser" / "style.css").read_text(encoding="utf-8")
TONE = r"(\w+): \((white|rgb\(\"#\w{6}\"\)), rgb\(\"#(\w{6})\"\)\)"


def test_the_edge_of_a_card_is_the_same_everywhere() -> None:
    screen = dict(re.findall(r"\.g-edge-(\w+) \{border-left-color: #(\w{6})\}", SCREEN))
    html = re.findall(r"--(\w+)-line: #(\w{6})", (TEMPLATES / "report.css").read_text(encoding="utf-8"))
    typst = re.search(r"#let stripes = \((.*?)\n\)", (TEMPLATES / "style.typ.j2").read_text(encoding="utf-8"), re.DOTALL)
    assert typst
    assert len(STRIPES) == 5
    assert screen == STRIPES
    assert {name: colour.upper() for name, colour in html} == STRIPES
    assert dict(re.findall(r"(\w+): rgb\(\"#(\w{6})\"\)", typst[1])) == STRIPES


def test_the_tag_of_a_severity_is_the_same_everywhere() -> None:
    word = {name: tuple(tone.values()) for name, tone in TONES.items()}
    html = re.findall(r"--(\w+): #(\w{6}); --\1-back: #(\w{6})", (TEMPLATES / "report.css").read_text(encoding="utf-8"))
    typst = re.findall(TONE, (TEMPLATES / "style.typ.j2").read_text(encoding="utf-8"))
    screen = re.findall(r"\.g-(\w+) \{background: #(\w{6}); color: #(\w{3,6})[;}]", SCREEN)
    assert len(word) == 5
    assert {name: (front.upper(), back.upper()) for name, front, back in html} == word
    assert {name: ("FFFFFF" if front == "white" else front[6:12], back) for name, front, back in typst} == word
    assert {name: ("FFFFFF" if front == "fff" else front, back) for name, back, front in screen if name in word} == word

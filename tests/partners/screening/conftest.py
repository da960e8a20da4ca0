"""One index for all: the embedded lists, and a small list of our own in the template."""

from pathlib import Path

import pytest

from guidance.partners.screening import library
from guidance.partners.screening.index import Index
from guidance.partners.screening.loaders import load_bytes

CASES = Path(__file__).parent / "cases.csv"
"""Labelled names, made for this project (CC0)."""

OWN_LIST = b"""list,entry_id,name,aliases,acronyms,name_zh,country_code,list_date
CA-NRO,1,National Defense University,,NDU,,CN,2026-11-01
CA-NRO,2,Pasteur Institute of Iran,Institute Pasteur,,,IR,2026-11-01
CA-NRO,3,Harbin Engineering University,Harbin Normal University|Yantai Research Institute of HEU,HEU,,CN,2026-11-01
"""


@pytest.fixture(scope="session")
def index() -> Index:
    return library.index((load_bytes("own.csv", OWN_LIST),))

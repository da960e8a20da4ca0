"""Each reader on a small file of our own in the official form; and what is refused, with file, row and column."""

import csv
import hashlib
import html
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest

from guidance.partners.screening import lists, loaders
from guidance.partners.screening.gazetteer import rows, split
from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.loaders import ListError, load_bytes, reading, ror
from guidance.partners.screening.loaders.us import entity

UK_CSV = """Report Date: 20-Nov-2026
Last Updated,Unique ID,Name 6,Name 1,Name type,Name non-latin script,Regime Name,Designation Type,Address Country,Date Designated
20/11/2026,RUS9001,"MADE-UP TOOLS CO., LTD",,Primary name,虚构工具有限公司,Russia,Entity,China,01/11/2026
20/11/2026,RUS9001,MUT,,Alias,,Russia,Entity,Hong Kong,01/11/2026
20/11/2026,RUS9002,Invented Shipping,Grand,Primary name,,Russia,Entity,,02/11/2026
20/11/2026,RUS9003,PERSON,A,Primary name,,Russia,Individual,China,02/11/2026
"""

UK_XML = """<?xml version="1.0" encoding="utf-8"?>
<Designations><DateGenerated>20/11/2026</DateGenerated>
<Designation><LastUpdated>19/11/2026</LastUpdated><UniqueID>RUS9001</UniqueID><IndividualEntityShip>Entity</IndividualEntityShip>
<Names><Name><Name6>MADE-UP TOOLS CO., LTD</Name6><NameType>Primary Name</NameType></Name><Name><Name6>MUT</Name6><NameType>Alias</NameType></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>虚构工具有限公司</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>Russia</RegimeName><DateDesignated>01/11/2026</DateDesignated><Addresses><Address><AddressCountry>China</AddressCountry></Address></Addresses></Designation>
<Designation><UniqueID>RUS9003</UniqueID><IndividualEntityShip>Individual</IndividualEntityShip></Designation>
</Designations>
"""

CSL_JSON = json.dumps(
    {
        "search_performed_at": "2026-11-20T01:02:03",
        "results": [
            {"id": "a1", "name": "Made-up Institute of Optics", "alt_names": ["MIO", "虚构光学研究所"], "type": "Entity", "source": "Entity List (EL)", "addresses": [{"country": "CN"}]},
            {"id": "a2", "name": "A Person", "type": "Individual", "source": "SDN"},
            {"id": "a3", "name": "", "type": "Entity", "source": "SDN"},
        ],
    }
)  # fmt: skip

CSL_CSV = """_id,source,entity_number,type,programs,name,title,addresses,start_date,source_list_url,alt_names
a1,Entity List (EL),,Entity,,Made-up Institute of Optics,,"1 Street, Beijing, CN",2026-01-01,http://x,MIO; 虚构光学研究所
a2,SDN,,Vessel,,A SHIP,,,,http://x,
"""

ECFR = """<?xml version="1.0"?>
<DIV5><DIV9><HEAD>Supplement No. 4 to Part 744—Entity List</HEAD><TABLE>
<TR><TH>Country</TH><TH>Entity</TH></TR>
<TR><TD>CHINA, PEOPLE'S REPUBLIC OF</TD><TD>Made-up Institute of Optics (MIO), a.k.a., the following two aliases: —Optics Institute; <I>and</I> —Lens House Co., Ltd. No. 1 Lens Road, Beijing, China.</TD><TD>For all items</TD><TD>Denial</TD><TD>91 FR 1</TD></TR>
<TR><TD></TD><TD>Invented Radio Factory, 5 Wave Street, Xi'an, China.</TD><TD>For all items</TD><TD>Denial</TD><TD>91 FR 2</TD></TR>
<TR><TD>RUSSIA</TD><TD>Third Body Factory, Moscow Street</TD><TD>For all items</TD><TD>Denial</TD><TD>91 FR 3</TD></TR>
</TABLE></DIV9></DIV5>
"""

CANADA = """<!DOCTYPE html><html lang="en"><head><meta name="dcterms.modified" content="2026-10-01"></head><body><ul><li>Home</li></ul><ul>
<li><strong>Made-up Institute of Optics</strong> (China)<p>Known alias(es): Optics Institute; MIO</p></li>
<li><strong>Invented &amp; Sons Academy</strong> (Iran)</li>
</ul><p><time property="dateModified">2026-10-02</time></p></body></html>
"""

FR_1260H = """
DEPARTMENT OF DEFENSE

Notice under section 1260H

    The Deputy Secretary has determined that these are Chinese military companies under section 1260H:

    Made-up Aviation Corporation (MAC)
    Invented Optics Group Co., Ltd. of the very
      long name (Invented Optics)

    Dated: November 3, 2026.
[FR Doc. 2026-99999 Filed 11-4-26; 8:45 am]
"""

TEMPLATE = """list,entry_id,name,aliases,acronyms,name_zh,country_code,list_date
US-1286,1,Made-up Institute of Optics,Optics Institute,MIO,虚构光学研究所,CN,2026-06-30
US-1286,2,,,,,CN,
US-1286,1,Second,,,,CN,
"""


def texts(entry: lists.Entry) -> tuple[str, set[str]]:
    return entry.name, {*entry.aliases, *entry.acronyms, *entry.names_zh}


@pytest.mark.parametrize(
    ("file", "text", "code", "dated", "first", "entries"),
    [
        ("UK-Sanctions-List.csv", UK_CSV, "UK-SL", date(2026, 11, 20), ("MADE-UP TOOLS CO., LTD", {"MUT", "虚构工具有限公司"}), 2),
        ("uk.xml", UK_XML, "UK-SL", date(2026, 11, 20), ("MADE-UP TOOLS CO., LTD", {"MUT", "虚构工具有限公司"}), 1),
        ("consolidated.json", CSL_JSON, "US-CSL", date(2026, 11, 20), ("Made-up Institute of Optics", {"MIO", "虚构光学研究所"}), 1),
        ("consolidated_2026-11-20.csv", CSL_CSV, "US-CSL", date(2026, 11, 20), ("Made-up Institute of Optics", {"MIO", "虚构光学研究所"}), 1),
        ("title-15-2026-11-20.xml", ECFR, "US-BIS-EL", date(2026, 11, 20), ("Made-up Institute of Optics", {"MIO", "Optics Institute", "Lens House Co., Ltd"}), 3),
        ("page.html", CANADA, "CA-NRO", date(2026, 10, 2), ("Made-up Institute of Optics", {"MIO", "Optics Institute"}), 2),
        ("fr.txt", FR_1260H, "US-1260H", date(2026, 11, 3), ("Made-up Aviation Corporation", {"MAC"}), 2),
        ("1286.csv", TEMPLATE, "US-1286", date(2026, 6, 30), ("Made-up Institute of Optics", {"MIO", "Optics Institute", "虚构光学研究所"}), 1),
    ],
)  # fmt: skip
def test_each_official_form(file: str, text: str, code: str, dated: date, first: tuple[str, set[str]], entries: int) -> None:
    loaded = load_bytes(file, text.encode())
    assert (loaded.code, loaded.provenance.dated, len(loaded.entries)) == (code, dated, entries)
    assert texts(loaded.entries[0]) == first
    assert loaded.provenance.file == file
    assert len(loaded.provenance.sha256) == 64
    assert loaded.provenance.rows == len(loaded.entries) + len(loaded.provenance.rejected)


def test_persons_are_left_out_and_said_to_be() -> None:
    for file, text in (("uk.csv", UK_CSV), ("uk.xml", UK_XML), ("csl.json", CSL_JSON)):
        loaded = load_bytes(file, text.encode())
        assert not [entry for entry in loaded.entries if "PERSON" in entry.name.upper()]
        assert "persons" in loaded.provenance.left_out
        assert not loaded.provenance.extract, "a whole list without its persons is whole"


def test_rows_that_are_not_taken_are_named() -> None:
    rejected = load_bytes("1286.csv", TEMPLATE.encode()).provenance.rejected
    assert [(each.row, each.column) for each in rejected] == [(3, "name"), (4, "(number)")]
    assert "expected a name" in str(rejected[0])


def test_countries_of_entries() -> None:
    assert [entry.countries for entry in load_bytes("x.xml", ECFR.encode()).entries] == [{"CN"}, {"CN"}, {"RU"}]
    assert load_bytes("uk.csv", UK_CSV.encode()).entries[0].countries == {"CN", "HK"}
    assert [entry.countries for entry in load_bytes("page.html", CANADA.encode()).entries] == [{"CN"}, {"IR"}]


def test_utf_16_with_its_mark_is_read() -> None:
    assert texts(load_bytes("uk.csv", UK_CSV.encode("utf-16")).entries[0]) == texts(
        load_bytes("uk.csv", UK_CSV.encode()).entries[0]
    )


def test_names_of_the_real_entity_list_are_found_in_its_text() -> None:
    for row in rows("us_bis_entity_list_cn_academic.csv"):
        name, others = entity(row["entry_as_published"])
        assert name.startswith(row["name"][:40])
        known = {alias.split(" (")[0].split("—")[-1].casefold() for alias in split(row["aliases"]) + split(row["acronyms"])}
        found = {other.casefold() for other in (name, *others)}
        missing = {alias for alias in known if not any(other.startswith(alias) or alias in other for other in found)}
        assert not missing, row["entry_id"]


def cut(text: str) -> bytes:
    return text.encode()[: len(text.encode()) * 3 // 5]


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        ("empty.csv", b"", "the file is empty"),
        ("blank.csv", b" \n ", "the file is empty"),
        ("cut.xml", cut(UK_XML), "well-formed XML"),
        ("cut.json", cut(CSL_JSON), "may be cut off"),
        ("cut.csv", b"list,entry_id,name\nX,1,A body\nX,2", "3 cells, as in the header"),
        ("open.csv", b'list,entry_id,name\nX,1,"A body', "a CSV row"),
        ("half.csv", "list,entry_id,name\nX,1,Caf\u00e9".encode("windows-1252"), "UTF-8"),
        ("no-mark.csv", "list,entry_id,name".encode("utf-16-le"), "binary data"),
        ("zip.csv", b"PK\x03\x04\x00\x00\x00", "a file that is whole"),
        ("twice.csv", b"list,entry_id,name,name\nX,1,a,b\n", "each column once"),
        ("other.csv", b"a,b\n1,2\n", "columns list, entry_id, name"),
        ("no-date.csv", b"Report Date: \nUnique ID,Name 6,Name type,Designation Type\n", "Report Date"),
        ("two.csv", b"list,entry_id,name\nX,1,First\nY,2,Second\n", "one list in a file"),
        ("none.csv", b"list,entry_id,name\n", "entries"),
        ("text.txt", b"hello", "one of the forms we know"),
        ("deep.json", b'{"results":' + b"[" * 100_000, "JSON"),
        ("twice.json", b'{"results": [], "results": [{"name": "A"}]}', "the key 'results' stands twice"),
        ("digits.json", b'{"results": ' + b"9" * 5000 + b"}", "a number has 5,000 digits"),
        ("shape.json", b'{"results": 3}', "a list named results"),
        ("shape2.json", b'{"results": [3]}', "an object for each entry"),
        ("table.xml", b"<?xml version='1.0'?><a/>", "XML whose first element is <a>"),
        ("part.xml", b"<?xml version='1.0'?><DIV9><HEAD>x</HEAD></DIV9>", "a table of country and entity"),
        ("page.html", b"<!DOCTYPE html><html><body><li>x</li></body></html>", "list items"),
        ("1260h.txt", b"section 1260H military companies", "ends with a colon"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_clear_error(file: str, data: bytes, said: str) -> None:
    with pytest.raises(ListError) as caught:
        load_bytes(file, data)
    message = str(caught.value)
    assert message.startswith(f"{file}: row ")
    assert ", column " in message
    assert said in message
    assert len(message) < 400


def test_a_row_and_column_are_those_of_the_fault() -> None:
    with pytest.raises(ListError) as caught:
        load_bytes("half.csv", "list,entry_id,name\nX,1,plain\nX,2,Caf\u00e9".encode("windows-1252"))
    assert (caught.value.row, caught.value.column) == (3, "byte 8")


ENTITY = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><Designations><Designation><UniqueID>&e;</UniqueID></Designation></Designations>"""
BOMB = b"""<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Designations><Designation>&b;</Designation></Designations>"""


@pytest.mark.parametrize(("data", "row"), [(ENTITY, 1), (BOMB, 2)])
def test_entities_are_refused(data: bytes, row: int) -> None:
    with pytest.raises(ListError, match="without document type or entities") as caught:
        load_bytes("x.xml", data)
    assert caught.value.row == row


def test_a_huge_cell_is_refused() -> None:
    with pytest.raises(ListError, match="a cell has at most") as caught:
        load_bytes("x.csv", b"list,entry_id,name\nX,1," + b"a" * 1_000_000)
    assert caught.value.row == 2


@pytest.mark.slow
def test_a_huge_file_is_refused_without_reading_it_all(tmp_path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as out:
        out.truncate(2 * reading.MAX_BYTES)
    with pytest.raises(ListError, match="at most 150,000,000 bytes"):
        loaders.load(file)


def test_a_file_that_is_not_there(tmp_path) -> None:
    with pytest.raises(ListError, match="a file that can be read"):
        loaders.load(tmp_path / "none.csv")


def aged(code: str, days: int | None) -> Callable[[date], OfficialList]:
    def made(today: date) -> OfficialList:
        dated = today - timedelta(days=days) if days is not None else None
        provenance = lists.Provenance("f", "", dated, reading.source("f", b"").read_at, 0)
        return OfficialList(code, code, code, (), provenance)

    return made


@pytest.mark.parametrize(
    ("code", "days", "stale"),
    [("UK-SL", 30, False), ("UK-SL", 31, True), ("US-CSL", 31, True), ("CA-NRO", 31, False), ("CA-NRO", 400, False), ("US-1286", 401, True), ("X", None, True)],
)  # fmt: skip
def test_old_lists_are_stale(code: str, days: int | None, stale: bool) -> None:
    today = date(2026, 11, 25)
    assert aged(code, days)(today).is_stale(today) is stale


def test_the_newer_list_of_a_code_takes_the_place_of_the_older() -> None:
    today = date(2026, 11, 25)
    old, new, other = aged("UK-SL", 90)(today), aged("UK-SL", 1)(today), aged("X", 1)(today)
    assert lists.newest((old, other, new)) == (new, other)
    assert "UK-SL" not in lists.not_loaded((new,))
    assert "US-1286" in lists.not_loaded((new,))


ROR_RECORD = {
    "id": "https://ror.org/00000aa00", "status": "active", "types": ["education"],
    "names": [
        {"value": "Made-up University", "types": ["ror_display", "label"], "lang": "en"}, {"value": "虚构大学", "types": ["label"], "lang": "zh"},
        {"value": "MUU", "types": ["acronym"], "lang": None},
    ],
    "locations": [{"geonames_details": {"country_code": "CN", "country_subdivision_name": "Hubei", "name": "Wuhan"}}],
    "relationships": [{"type": "parent", "id": "https://ror.org/034t30j35"}],
}  # fmt: skip
ROR_CSV = """id,status,types,names.types.ror_display,names.types.label,names.types.alias,names.types.acronym,locations.geonames_details.country_code,locations.geonames_details.country_subdivision_name,locations.geonames_details.name,relationships
https://ror.org/00000aa00,active,education,Made-up University,en: Made-up University; zh: 虚构大学,,no_lang_code: MUU,CN,Hubei,Wuhan,parent: https://ror.org/034t30j35
https://ror.org/00000aa01,withdrawn,education,Gone,,,,CN,,,
"""


def test_both_forms_of_the_registry_say_the_same() -> None:
    withdrawn = {**ROR_RECORD, "status": "withdrawn"}
    from_json = load_bytes("ror.json", json.dumps([ROR_RECORD, withdrawn]).encode()).bodies
    from_csv = load_bytes("ror.csv", ROR_CSV.encode()).bodies
    assert from_json == from_csv
    assert [(name.text, name.kind.name) for name in from_json[0].names] == [
        ("Made-up University", "DISPLAY"),
        ("虚构大学", "NATIVE"),
        ("MUU", "ACRONYM"),
    ]
    assert from_json[0].parents == ("ror:034t30j35",)


@pytest.mark.parametrize(
    "data",
    [
        b"[{",
        b"[3]",
        b'[{"id": "x"}]',
        b"[]",
        b"id,names.types.ror_display\n",
        b'{"code":"ROR","title":3}',
        ROR_CSV.encode() + b"x,y\n",
    ],
)
def test_a_bad_dump_of_the_registry(data: bytes) -> None:
    with pytest.raises(ListError, match=r"^ror\.json: row "):
        load_bytes("ror.json", data)


ELSEWHERE = {
    **ROR_RECORD, "id": "https://ror.org/00000aa09", "names": [{"value": "Far Holding", "types": ["ror_display"], "lang": "en"}],
    "locations": [{"geonames_details": {"country_code": "GB", "country_subdivision_name": "", "name": "Leeds"}}],
    "relationships": [{"type": "child", "id": "https://ror.org/00000aa08"}],
}  # fmt: skip
OWNED = {
    **ROR_RECORD,
    "id": "https://ror.org/00000aa08",
    "relationships": [{"type": "parent", "id": "https://ror.org/00000aa09"}],
}


def test_of_the_world_only_what_owns_a_body_here_is_kept() -> None:
    far = {**ELSEWHERE, "id": "https://ror.org/00000aa07", "relationships": []}
    registry = load_bytes("v2.9-2026-06-23-ror-data.json", json.dumps([ROR_RECORD, OWNED, ELSEWHERE, far]).encode())
    assert (registry.code, registry.provenance.dated, registry.entries) == ("ROR", date(2026, 6, 23), ())
    assert [body.id for body in registry.bodies] == ["ror:00000aa00", "ror:00000aa08", "ror:00000aa09"]
    assert "1 records are left out" in registry.provenance.left_out


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_the_dump_of_the_registry_as_it_is_downloaded() -> None:
    dump = zipped(
        {"v2.9-2026-06-23-ror-data.json": b"[" + b" " * 300_000 + b"]", "v2.9-2026-06-23-ror-data.csv": ROR_CSV.encode()}
    )
    registry = load_bytes("v2.9.zip", dump)
    assert [body.id for body in registry.bodies] == ["ror:00000aa00"]
    assert registry.provenance.dated == date(2026, 6, 23)
    assert registry.provenance.sha256 == hashlib.sha256(dump).hexdigest()
    assert load_bytes("kept.json", ror.kept(registry)) == registry


def workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    for row in csv.reader(io.StringIO(text)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opendocument(text: str) -> bytes:
    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    space += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{html.escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in csv.reader(io.StringIO(text))
    )
    sheet = f'<table:table table:name="List">{rows}</table:table>'
    content = f"<office:document-content {space}><office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    manifest += entry.format("/", kind) + entry.format("content.xml", "text/xml") + "</manifest:manifest>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:  # not packed: the first part tells what the file is
        for name, text in (("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", content)):
            archive.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("uk.xlsx", workbook(UK_CSV)),
        ("uk.ods", opendocument(UK_CSV)),
        ("uk.zip", zipped({"UK-Sanctions-List.csv": UK_CSV.encode(), "__MACOSX/._x.csv": b"x"})),
        ("excel.csv", UK_CSV.replace("Nov-2026", "Nov-2026,,,").encode()),
        ("semicolon.csv", "\n".join(";".join(f'"{cell}"' for cell in row) for row in csv.reader(io.StringIO(UK_CSV))).encode()),
        ("list-2026-11-20.csv", UK_CSV.partition("\n")[2].encode()),
    ],
)
def test_the_uk_list_in_whatever_it_is_wrapped(file: str, data: bytes) -> None:
    loaded = load_bytes(file, data)
    assert (loaded.code, loaded.provenance.dated, len(loaded.entries)) == ("UK-SL", date(2026, 11, 20), 2)
    assert texts(loaded.entries[0]) == ("MADE-UP TOOLS CO., LTD", {"MUT", "虚构工具有限公司"})
    assert loaded.provenance.sha256 == hashlib.sha256(data).hexdigest()
    assert not loaded.provenance.extract


CSL_HEAD = "_id,source,type,name,addresses,source_list_url,alt_names,start_date\n"
OFAC_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"><publshInformation><Publish_Date>11/20/2026</Publish_Date></publshInformation>
<sdnEntry><uid>1</uid><lastName>MADE-UP OPTICS CO</lastName><sdnType>Entity</sdnType><programList><program>NPWMD</program></programList>
<akaList><aka><uid>3</uid><lastName>MUO</lastName></aka></akaList><addressList><address><country>China</country></address></addressList></sdnEntry>
<sdnEntry><uid>2</uid><firstName>A</firstName><lastName>PERSON</lastName><sdnType>Individual</sdnType></sdnEntry></sdnList>"""
OFAC_CSV = """36,"MADE-UP OPTICS CO",-0- ,"NPWMD",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. 'MUO'."
37,"PERSON, A","individual","NPWMD",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-
"""
UN_XML = """<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-11-20T01:02:03"><INDIVIDUALS><INDIVIDUAL><DATAID>9</DATAID></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>MADE-UP OPTICS CO</FIRST_NAME><REFERENCE_NUMBER>KPe.999</REFERENCE_NUMBER>
<ENTITY_ALIAS><ALIAS_NAME>MUO</ALIAS_NAME></ENTITY_ALIAS><ENTITY_ADDRESS><COUNTRY>China</COUNTRY></ENTITY_ADDRESS></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""
EU_XML = """<?xml version="1.0"?><export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-20T01:02:03">
<sanctionEntity euReferenceNumber="EU.1" logicalId="1"><subjectType code="enterprise" classificationCode="E"/><nameAlias wholeName="MADE-UP OPTICS CO"/>
<nameAlias wholeName="MUO"/><address countryIso2Code="CN"/></sanctionEntity>
<sanctionEntity logicalId="2"><subjectType code="person" classificationCode="P"/><nameAlias wholeName="A PERSON"/></sanctionEntity></export>"""
EU_CSV = """fileGenerationDate;Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName;Address_CountryIso2Code
20/11/2026;1;E;MADE-UP OPTICS CO;
20/11/2026;1;E;MUO;CN
20/11/2026;2;P;A PERSON;CN
"""
OS_CSV = """"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","dataset","first_seen","last_seen","last_change"
"NK-1","Company","MADE-UP OPTICS CO","MUO","","cn","","","","","","A list","2025-01-01","2026-11-20T05:41:01",""
"NK-2","Person","A PERSON","","","cn","","","","","","A list","2025-01-01","2026-11-20T05:41:01",""
"NK-3","LegalEntity","SURNAME GIVEN","","","cn","","","","","","A list","2025-01-01","2026-11-20T05:41:01",""
"""
OS_LINES = """{"id": "NK-1", "schema": "Company", "properties": {"name": ["MADE-UP OPTICS CO"], "alias": ["MUO"], "country": ["cn"]}, "datasets": ["x"], "last_seen": "2026-11-20T05:41:01"}
{"id": "NK-2", "schema": "Person", "properties": {"name": ["A PERSON"]}, "last_seen": "2026-11-20T05:41:01"}
"""


@pytest.mark.parametrize(
    ("file", "text", "code", "dated"),
    [
        ("sdn.xml", OFAC_XML, "US-SDN", date(2026, 11, 20)), ("consolidated.xml", OFAC_XML, "US-OFAC-CONS", date(2026, 11, 20)),
        ("sdn-2026-11-20.csv", OFAC_CSV, "US-SDN", date(2026, 11, 20)), ("un.xml", UN_XML, "UN-SC", date(2026, 11, 20)),
        ("eu.xml", EU_XML, "EU-FSF", date(2026, 11, 20)), ("eu.csv", EU_CSV, "EU-FSF", date(2026, 11, 20)),
        ("targets.simple.csv", OS_CSV, "OPENSANCTIONS", date(2026, 11, 20)), ("entities.ftm.json", OS_LINES, "OPENSANCTIONS", date(2026, 11, 20)),
    ],
)  # fmt: skip
def test_the_lists_of_others(file: str, text: str, code: str, dated: date) -> None:
    loaded = load_bytes(file, text.encode())
    assert (loaded.code, loaded.provenance.dated) == (code, dated)
    assert [texts(entry) for entry in loaded.entries] == [("MADE-UP OPTICS CO", {"MUO"})]
    assert loaded.entries[0].countries <= {"CN"}
    assert "persons" in loaded.provenance.left_out
    assert bool(loaded.provenance.extract) == (file == "sdn-2026-11-20.csv"), "OFAC's CSV holds the aliases in another file"


def test_a_person_is_left_out_where_the_list_does_not_say_what_it_names() -> None:
    rows = "1,Denied Persons List (DPL),,MARCUS MADEUP,,x,,\n2,Denied Persons List (DPL),,MADE-UP TRADING CO,,x,,\n"
    loaded = load_bytes("consolidated.csv", (CSL_HEAD + rows).encode())
    assert [entry.name for entry in loaded.entries] == ["MADE-UP TRADING CO"]
    assert loaded.provenance.dated is None


ECFR_PAGE = """<!DOCTYPE html><html><head><title>eCFR :: 15 CFR Part 744</title></head><body><h2>Supplement No. 4 to Part 744 - Entity List</h2>
<table><tr><th>Country</th><th>Entity</th><th>License requirement</th></tr>
<tr><td>CHINA, PEOPLE&#x27;S REPUBLIC OF</td><td>Made-up Institute of Optics (MIO), 1 Lens Road, Beijing.</td><td>For all items</td></tr></table>
<h2>Supplement No. 6 to Part 744 - Unverified List</h2><table><tr><td>CHINA</td><td>Other Body</td><td>x</td></tr></table></body></html>"""
CANADA_FRENCH = """<!DOCTYPE html><html><head><meta name="dcterms.modified" content="2025-07-16" /></head><body><ul>
<li><strong>Académie inventée <em>[Invented Academy]</em></strong> (République populaire de Chine)
<p>Alias connu(s) : <em>IVA; PLA Invented Academy</em></p></li></ul></body></html>"""


def test_the_entity_list_as_a_saved_page() -> None:
    loaded = load_bytes("eCFR 2026-11-20.html", ECFR_PAGE.encode())
    assert (loaded.code, loaded.provenance.dated) == ("US-BIS-EL", date(2026, 11, 20))
    assert [texts(entry) for entry in loaded.entries] == [("Made-up Institute of Optics", {"MIO"})]
    assert loaded.entries[0].countries == {"CN"}


def test_canadas_page_in_french() -> None:
    (entry,) = load_bytes("page.html", CANADA_FRENCH.encode()).entries
    assert texts(entry) == ("Académie inventée", {"Invented Academy", "PLA Invented Academy", "IVA"})
    assert entry.countries == {"CN"}


OFSI = "Last Updated,10/04/2025\nName 6,Name 1,Group Type,Alias Type,Regime,Group ID\nA LTD,,Entity,Primary name,Russia,1\n"


@pytest.mark.parametrize(
    ("file", "data", "what", "where"),
    [
        ("ConList.csv", OFSI.encode(), "OFSI's consolidated list, retired on 28 January 2026", "the-uk-sanctions-list"),
        (
            "UK_Sanctions_List.xlsx",
            workbook(OFSI),
            "OFSI's consolidated list, retired on 28 January 2026",
            "the-uk-sanctions-list",
        ),
        ("alt.csv", b'306,220,"aka","NOBODY",-0-\n', "aliases alone", "sdn.xml"),
        ("add.csv", b'306,199,"1 Street","Havana","Cuba",-0-\n', "addresses alone", "sdn.xml"),
        ("sdn_advanced.xml", b'<?xml version="1.0"?><Sanctions xmlns="x"></Sanctions>', "advanced XML", "sdn.xml"),
        (
            "ConList.xml",
            b'<?xml version="1.0"?><ArrayOfFinancialSanctionsTarget xmlns="x"/>',
            "retired on 28 January 2026",
            "gov.uk",
        ),
        ("list.pdf", b"%PDF-1.7", "a PDF", "template"),
        ("two.zip", zipped({"a.csv": b"x", "b.csv": b"y"}), "a.csv, b.csv", "unpack it"),
        ("unknown.csv", b"colour,size\nred,1\n", "colour,size", "template"),
    ],
)
def test_a_file_that_is_not_to_be_used_is_named_for_what_it_is(file: str, data: bytes, what: str, where: str) -> None:
    with pytest.raises(ListError) as caught:
        load_bytes(file, data)
    assert what in str(caught.value)
    assert where in str(caught.value)


def test_a_page_or_json_that_is_no_list_is_named_for_what_it_is() -> None:
    page = b"<!DOCTYPE html><html><head><title>The UK Sanctions List - GOV.UK</title></head><body><ul><li>Download</li></ul></body></html>"
    with pytest.raises(ListError, match=r"another web page with the title .The UK Sanctions List - GOV\.UK"):
        load_bytes("gov.html", page)
    with pytest.raises(ListError, match="JSON of another kind"):
        load_bytes("senzing.json", b'{"DATA_SOURCE": "X", "RECORD_ID": "1"}\n')


ENTITY_ROWS = ("Made-up Institute of Optics (MIO), 1 Lens Road, Beijing.", "Zhang Example, 1 Lens Road, Beijing.", "ExampleTime, 2 Lens Road, Beijing.")  # fmt: skip


def test_no_person_of_the_entity_list_is_loaded() -> None:
    rows = "".join(f"<tr><td>CHINA</td><td>{each}</td><td>For all items</td></tr>" for each in ENTITY_ROWS)
    page = f"<!DOCTYPE html><html><body><h2>Supplement No. 4 to Part 744 - Entity List</h2><table>{rows}</table></body></html>"
    part = f"<?xml version='1.0'?><DIV9><HEAD>Supplement No. 4 to Part 744</HEAD><TABLE>{rows.replace('tr>', 'TR>').replace('td>', 'TD>')}</TABLE></DIV9>"
    for file, text in (("page.html", page), ("part.xml", part)):
        loaded = load_bytes(file, text.encode())
        assert [entry.name for entry in loaded.entries] == ["Made-up Institute of Optics", "ExampleTime"], file
        assert "1 rows about persons" in loaded.provenance.left_out


def test_no_name_in_the_form_of_a_person_s_is_loaded_from_the_template() -> None:
    names = ('"Example, Wei"', "Dr Wei Example", '"Example, Inc."', "Example University")
    loaded = load_bytes(
        "own.csv", "\n".join(["list,entry_id,name", *(f"X,{at},{name}" for at, name in enumerate(names))]).encode()
    )
    assert [entry.name for entry in loaded.entries] == ["Example, Inc.", "Example University"]
    assert "2 rows with a name in the form of a person's" in loaded.provenance.left_out


@pytest.mark.parametrize(
    "notice",
    [
        "<!DOCTYPE html><html><body><p>Section 1260H: these are Chinese military companies:</p><p>Optics &amp; Lens Corp</p><p>Air Corp</p><p>Dated: x</p></body></html>",
        "<NOTICE>\n<P>Section 1260H: these are Chinese military companies:</P>\n<FP>Optics &amp; Lens Corp</FP>\n<FP>Air Corp</FP>\n</NOTICE>",
    ],
)
def test_the_notice_of_section_1260h_as_a_page_or_xml(notice: str) -> None:
    loaded = load_bytes("1260H-2026-11-20.html", notice.encode())
    assert [entry.name for entry in loaded.entries] == ["Optics & Lens Corp", "Air Corp"]


def test_a_template_may_speak_of_military_companies() -> None:
    loaded = load_bytes("own.csv", b"list,entry_id,name,note\nUS-1260H,1,A Co,remains a Chinese military company\n")
    assert (loaded.code, len(loaded.entries)) == ("US-1260H", 1)


def test_a_file_of_persons_alone_says_so() -> None:
    head = "_id,source,entity_number,type,programs,name,title,addresses,alt_names,source_list_url,ids"
    with pytest.raises(
        ListError, match="expected entries; bodies only: 1 rows about persons, vessels and aircraft are left out"
    ):
        load_bytes("csl.csv", f"{head}\na1,Denied Persons List (DPL),,,,MARCUS EXAMPLE FICTION,,,,,\n".encode())


@pytest.mark.parametrize(
    ("source", "name", "alias", "taken"),
    [
        ("Entity List (EL) - Bureau of Industry and Security", "SenseTime", "", True),
        ("Entity List (EL) - Bureau of Industry and Security", "Unit 63919", "", True),
        ("Unverified List (UVL) - Bureau of Industry and Security", "Fiction Road BGI", "Fiction Road Genomics", True),
        ("Entity List (EL) - Bureau of Industry and Security", "Fiction Microelectronics", "", True),
        ("Entity List (EL) - Bureau of Industry and Security", "Marcus Example", "", False),
        ("Denied Persons List (DPL) - Bureau of Industry and Security", "MARCUS", "", False),
    ],
)
def test_a_listed_body_without_a_type_is_kept_and_a_person_is_not(source: str, name: str, alias: str, taken: bool) -> None:
    entry = {"id": "1", "source": source, "name": name, "alt_names": [alias] if alias else [], "type": None}
    sure = {"id": "2", "source": source, "name": "Sure Co., Ltd.", "type": None}
    head = "_id,source,entity_number,type,programs,name,title,addresses,alt_names,start_date,source_list_url,ids"
    rows = f'{head}\n1,{source},,,,{name},,,{alias},,,\n2,{source},,,,"Sure Co., Ltd.",,,,,,\n'
    for file, data in (("csl.json", json.dumps({"results": [entry, sure]})), ("csl.csv", rows)):
        loaded = load_bytes(file, data.encode())
        assert (name in [each.name for each in loaded.entries]) is taken, file
        assert ("1 rows about persons" in loaded.provenance.left_out) is not taken, file


def test_a_dump_in_its_longer_form_names_the_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(ListError, match="load its ZIP as it was downloaded"):
        load_bytes("v2.9-2026-06-23-ror-data.json", b"[" * 11)


GLEIF = (
    "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType,Relationship.RelationshipStatus"
)


def test_of_gleif_s_relations_those_that_hold_today_are_taken_and_the_others_counted() -> None:
    rows = (
        "A,B,IS_DIRECTLY_CONSOLIDATED_BY,ACTIVE",
        "A,C,IS_ULTIMATELY_CONSOLIDATED_BY,ACTIVE",
        "A,D,IS_DIRECTLY_CONSOLIDATED_BY,INACTIVE",
        "F,G,IS_FUND-MANAGED_BY,ACTIVE",
    )
    found = load_bytes("20261120-rr.csv", "\n".join((GLEIF, *rows)).encode())
    assert [(each.owned, each.owner, each.share, each.how) for each in found.stakes] == [
        ("A", "B", None, "is consolidated by"),
        ("A", "C", None, "is consolidated in the end by"),
    ]
    assert (found.provenance.rows, found.provenance.left_out) == (4, "2 relations that ended or are of another type")
    assert found.provenance.dated == date(2026, 11, 20)
    with pytest.raises(ListError, match="relations with the status ACTIVE"):
        load_bytes("rr.csv", f"{GLEIF}\n{rows[2]}\n".encode())


def test_of_gleif_s_names_no_person_is_loaded() -> None:
    head = "LEI,Entity.LegalName,Entity.LegalName.xmllang,Entity.OtherEntityNames.OtherEntityName.1,Entity.OtherEntityNames.OtherEntityName.1.xmllang,Entity.EntityCategory"
    found = load_bytes(
        "20261120-lei2.csv", f"{head}\nA,光学公司,zh,Optics Ltd,en,GENERAL\nP,Somebody,en,,,SOLE_PROPRIETOR\n".encode()
    )
    assert [entry.names for entry in found.entries] == [("光学公司", "Optics Ltd")]
    assert (found.provenance.rows, found.provenance.left_out) == (2, "persons in business by themselves: 1")
    with pytest.raises(ListError, match=r"Entity\.EntityCategory"):
        load_bytes("lei2.csv", b"LEI,Entity.LegalName\nP,Somebody\n")

"""Which column is which: found from what titles mean and what stands under them, in the layouts of real registers."""

import pytest

from guidance.partners.register.cells import money
from guidance.partners.register.mapping import Columns
from guidance.partners.register.reading import parse
from guidance.partners.register.rows import interpret
from guidance.partners.register.titles import FIELDS

LAYOUTS = {
    "gifts to American universities": (
        ("ID,OPEID,Institution Name,City,State,Foreign Gift Received Date,Foreign Gift Amount,Gift Type,Country of Giftor,Giftor Name\n"
        "9932,00135000,Colorado State University,Fort Collins,CO,43830,19800,Contract,CHINA,Hunan Univ\n"
        "17877,00252000,Washington University in St. Louis,St Louis,MO,42303,292959,Contract,CHINA,Huawei Technologies Co. Ltd\n"),
        "partner=Giftor Name|country=Country of Giftor|kind=Gift Type|starts=Foreign Gift Received Date|value=Foreign Gift Amount|reference=ID",
    ),
    "memoranda of an Asian university": (
        ("COUNTRY,CONTI-NENT,CODE,UNIVERSITY/ORGANIZATION,FORMER/ OTHER NAMES,ABBRE-VIATION,FACULTY/ DEPARTMENT,SIGNING,EXPIRY,"
        '"EXPIRY\nCHECK",LEVEL OF COOPERATION,TYPE OF COOPERATION,NOTE,UPDATED\n'
        "CHINA,Asia,CN001-1996A001,Beijing Foreign Studies University,,,,1-Jul-1996,30-Jun-2001,0,University,General Cooperation,,9-Sep-15\n"),
        ("partner=UNIVERSITY/ORGANIZATION|country=COUNTRY|kind=TYPE OF COOPERATION|department=FACULTY/ DEPARTMENT|starts=SIGNING|ends=EXPIRY|"
        "reference=CODE|notes=NOTE"),
    ),
    "exchange partners with underscores": (
        "Partner_University,Country,Agreement_Type,Signed_On\nFudan University,China,Exchange,2024-01-01\n",
        "partner=Partner_University|country=Country|kind=Agreement_Type|starts=Signed_On",
    ),
    "institution and partner": (
        "institution,partner,relationship_type,source\nStanford University,Stanford Center at Peking University,academic center,https://x.edu\n",
        "partner=partner|kind=relationship_type",
    ),
    "columns that were dropped": (
        "Partner,Nation,Agreement type,Signed on,Expires on,Project lead (UK)\nBeihang University,China,MoU,01/01/2024,31/12/2026,Dr A. Example\n",
        "partner=Partner|country=Nation|kind=Agreement type|lead=Project lead (UK)|starts=Signed on|ends=Expires on",
    ),
    "Korean": (
        "번호,국가,대학명,협정 유형,체결일\n1,중국,Fudan University,교환,2019-01-01\n2,중국,Peking University,교환,2019-01-01\n",
        "partner=대학명|country=국가|kind=협정 유형|starts=체결일",
    ),
    "Korean day": (
        "번호,국가,대학명,협정일,비고\n1,중국,Fudan University,2012-03-01,\n",
        "partner=대학명|country=국가|starts=협정일|notes=비고",
    ),
    "Chinese": ("合作院校,国家,协议类型,签署日期,到期日期\n复旦大学,中国,MoU,2020-01-01,2025-01-01\n", "partner=合作院校|country=国家|kind=协议类型|starts=签署日期|ends=到期日期"),
    "German": (
        "Partnerhochschule;Land;Art der Kooperation;Vertragsbeginn;Vertragsende;Fachbereich;Ansprechpartner\nFudan;China;Austausch;01.01.2020;31.12.2025;Physik;X\n",
        "partner=Partnerhochschule|country=Land|kind=Art der Kooperation|department=Fachbereich|lead=Ansprechpartner|starts=Vertragsbeginn|ends=Vertragsende",
    ),
    "French": (
        "Établissement partenaire;Pays;Type d'accord;Date de début;Date de fin;Responsable\nFudan;Chine;Échange;01/01/2020;01/01/2025;X\n",
        "partner=Établissement partenaire|country=Pays|kind=Type d'accord|lead=Responsable|starts=Date de début|ends=Date de fin",
    ),
    "Spanish": (
        "Universidad socia;País;Tipo de convenio;Fecha de inicio;Fecha de vencimiento;Facultad\nFudan;China;M;01/01/2020;01/01/2025;X\n",
        "partner=Universidad socia|country=País|kind=Tipo de convenio|department=Facultad|starts=Fecha de inicio|ends=Fecha de vencimiento",
    ),
    "Dutch": (
        "Partnerinstelling;Land;Soort overeenkomst;Ingangsdatum;Einddatum;Faculteit\nFudan;China;M;01/01/2020;01/01/2025;X\n",
        "partner=Partnerinstelling|country=Land|kind=Soort overeenkomst|department=Faculteit|starts=Ingangsdatum|ends=Einddatum",
    ),
    "Italian": (
        "Ateneo partner;Paese;Tipo di accordo;Data di inizio;Scadenza;Dipartimento\nFudan;Cina;M;01/01/2020;01/01/2025;X\n",
        "partner=Ateneo partner|country=Paese|kind=Tipo di accordo|department=Dipartimento|starts=Data di inizio|ends=Scadenza",
    ),
    "camel case": (
        "partnerName,partnerCountry,agreementType,startDate,endDate,contractValue\nFudan,China,M,2020-01-01,2021-01-01,5\n",
        "partner=partnerName|country=partnerCountry|kind=agreementType|starts=startDate|ends=endDate|value=contractValue",
    ),
    "an answer to a request for information": (
        "Name of Chinese institution,Nature of relationship,Date agreement signed,Date agreement expires,Value of funding received (£)\nFudan,MoU,01/01/2020,01/01/2022,500\n",
        "partner=Name of Chinese institution|kind=Nature of relationship|starts=Date agreement signed|ends=Date agreement expires|value=Value of funding received (£)",
    ),
    "ours and theirs": ("UK University,Chinese University,Year established\nLeeds,Fudan University,2012\n", "partner=Chinese University|starts=Year established"),
    "untold country": (
        "Organisation,Where,What\nFudan University,China,MoU\nPeking University,PRC,MoU\nUniversity of Leeds,UK,MoU\n",
        "partner=Organisation|country=Where",
    ),
    "untold partner": (
        "Name A,Country\nFudan University,China\nPeking University,China\nHuawei Technologies Co.,China\n",
        "partner=Name A|country=Country",
    ),
    "location that is a town": (
        "name,university,location,opened\nInstitute at X,Stanford University,Palo Alto,2009\nInstitute at Y,Temple University,Philadelphia,2010\n",
        "partner=university",
    ),
    "two names": ("Partner,Partner (Chinese name),Country\nFudan University,复旦大学,China\n", "partner=Partner|partner_local=Partner (Chinese name)|country=Country"),
    "Spanish signature": (
        "Universidad de destino;Fecha de firma;Fecha de vencimiento\nFudan University;01/01/2020;01/01/2025\n",
        "partner=Universidad de destino|starts=Fecha de firma|ends=Fecha de vencimiento",
    ),
    "a person beside the body": (
        "Overseas HEI,Academic sponsor,Host nation,Valid from,Valid to\nFudan University,Dr A. Example,China,01/01/2020,01/01/2025\n",
        "partner=Overseas HEI|country=Host nation|starts=Valid from|ends=Valid to",
    ),
    "Polish": (
        "Uczelnia partnerska;Kraj;Rodzaj umowy;Data podpisania;Data zakończenia;Koordynator\nFudan;Chiny;M;01.01.2020;01.01.2025;X\n",
        "partner=Uczelnia partnerska|country=Kraj|kind=Rodzaj umowy|lead=Koordynator|starts=Data podpisania|ends=Data zakończenia",
    ),
    "Swedish": (
        "Partneruniversitet;Land;Avtalstyp;Startdatum;Slutdatum;Kontaktperson\nFudan;China;M;2020-01-01;2025-01-01;X\n",
        "partner=Partneruniversitet|country=Land|kind=Avtalstyp|lead=Kontaktperson|starts=Startdatum|ends=Slutdatum",
    ),
    "Welsh": (
        "Sefydliad partner;Math o gytundeb;Dyddiad dechrau;Dyddiad gorffen\nFudan;M;01/01/2020;01/01/2025\n",
        "partner=Sefydliad partner|kind=Math o gytundeb|starts=Dyddiad dechrau|ends=Dyddiad gorffen",
    ),
    "Russian": (
        "Вуз-партнёр;Вид соглашения;Дата подписания;Срок действия до\nFudan;M;01.01.2020;01.01.2025\n",
        "partner=Вуз-партнёр|kind=Вид соглашения|starts=Дата подписания|ends=Срок действия до",
    ),
    "nationality of a donor": (
        "Donor,Nationality of donor organisation,Amount\nFudan University,China,5\nPeking University,China,5\nWuhan University,China,5\n",
        "partner=Donor|value=Amount",
    ),
    "nationality of a visitor": (
        "Visitor,Nationality,Affiliation\nA,China,Fudan University\nB,China,Peking University\nC,China,Wuhan University\n",
        "partner=Affiliation",
    ),
    "Chinese name first": ("Organisation Name (Chinese),Organisation Name (English),Country\n复旦大学,Fudan University,China\n",
        "partner=Organisation Name (English)|country=Country"),
    "short for organisation": ("Collaborating Org,Country\nFudan University,China\n", "partner=Collaborating Org|country=Country"),
    "licensee": ("Licensee,Territory,Effective Date\nHuawei,China,2020-01-01\n", "partner=Licensee|country=Territory|starts=Effective Date"),
    "Japanese": ("協定校名,国,締結日\n復旦大学,中国,2010-01-01\n", "partner=協定校名|country=国|starts=締結日"),
    "Turkish": ("Ortak kurum,Ülke\nFudan Üniversitesi,Çin\n", "partner=Ortak kurum|country=Ülke"),
    "Data as a date": ("Ente partner,Data\nFudan University,01/02/2020\n", "partner=Ente partner|starts=Data"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_right_mapping_is_proposed(layout: str) -> None:
    text, expected = LAYOUTS[layout]
    sheet = parse("r.csv", text.encode())[0]
    assert dict(sheet.proposed().columns) == dict(each.split("=", 1) for each in expected.split("|"))


def test_what_is_mapped_missing_and_unused_is_everything() -> None:
    sheet = parse("r.csv", LAYOUTS["institution and partner"][0].encode())[0]
    columns = sheet.proposed()
    assert columns.unused(sheet.head) == ["institution", "source"]
    assert {*columns.columns, *columns.missing()} == set(FIELDS)
    assert columns.changed("partner", "institution").columns == {"partner": "institution", "kind": "relationship_type"}
    assert columns.changed("notes", "partner").columns == {"kind": "relationship_type", "notes": "partner"}
    assert "kind" in columns.changed("kind", "").missing()
    assert isinstance(columns, Columns)


@pytest.mark.parametrize(
    "row",
    [("Fudan University", "China", "Joint laboratory"), ("University of Leeds", "Exchange", "2024-01-01"), ("1", "2", "3")],
)
def test_rows_are_no_titles(row: tuple[str, ...]) -> None:
    text = f"Uni X,Nation Y,Was\n{','.join(row)}\n"
    assert parse("r.csv", text.encode())[0].head == ("Uni X", "Nation Y", "Was")


def test_a_table_without_titles_says_that_its_first_row_was_taken_for_them() -> None:
    table = "Fudan University,China,MoU\nTongji University,China,MoU\n"
    assert any("Row 1 was taken for the column titles" in note for note in parse("r.csv", table.encode())[0].notes)
    assert not parse("r.csv", f"Partner,Country,Type\n{table}".encode())[0].notes


def test_a_country_alone_between_rows_is_no_partner() -> None:
    sheet = parse("r.csv", b"Partner,Type\nCHINA,\nFudan University,MoU\nHong Kong,MoU\n")[0]
    found = interpret(sheet, sheet.proposed(), lambda name, country: False)
    assert [each.partner for each in found.partnerships] == ["Fudan University", "Hong Kong"]
    assert [each.row for each in found.rejected] == [2]


@pytest.mark.parametrize(
    ("written", "pounds"), [("3.000", None), ("120.000", None), ("3.50", 3.5), ("1.125m", 1_125_000), ("0.125", 0.125)]
)
def test_a_full_stop_that_may_divide_thousands_is_not_guessed_at(written: str, pounds: float | None) -> None:
    amount, remark = money(written)
    assert (amount.low if amount else None) == pounds
    assert (remark is None) is (pounds is not None)

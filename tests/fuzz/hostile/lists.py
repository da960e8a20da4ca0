"""Official lists and registries, as downloaded."""

import json
import random
from collections.abc import Callable, Iterator
from functools import partial

from tests.fuzz.hostile.registers import letters
from tests.fuzz.hostile.role_packs import LAUGHS, QUADRATIC


def csl(results: bytes, size: int) -> bytes:
    return b'{"results": [' + b",".join([results] * (size // (len(results) + 1))) + b"]}"


def entries(number: int, names: int, draw: random.Random, length: int = 25) -> bytes:
    """A list in our template, every name another."""
    rows = (
        f"X,{n},{letters(draw, length)} {n},{'|'.join(letters(draw, length) for _ in range(names - 1))}" for n in range(number)
    )
    return ("list,entry_id,name,aliases\n" + "\n".join(rows)).encode()


ECFR = b"<?xml version='1.0'?><ECFR><TABLE>%s</TABLE></ECFR>"
CANADA = b"<!DOCTYPE html><html><body><ul>%s</ul></body></html>"


def lists() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    from tests.partners.screening import test_loaders as ours

    yield "an ordinary list", "uk.csv", ours.UK_CSV.encode
    yield "17.6 MB of empty entries", "csl.json", partial(csl, b"{}", 17_600_000)
    yield "149 MB of empty entries", "csl.json", partial(csl, b"{}", 149_000_000)
    yield "149 MB of entries with a name", "csl.json", partial(csl, b'{"name":"a b"}', 149_000_000)
    yield (
        "25 MB of entries like those of the real list",
        "csl.json",
        lambda: (
            b'{"results": ['
            + b",".join(
                json.dumps(
                    {**json.loads(ours.CSL_JSON)["results"][0], "id": str(n), "name": f"Body {n}", "remarks": "x" * 1_500}
                ).encode()
                for n in range(12_000)
            )
            + b"]}"
        ),
    )
    yield (
        "an entry with 5 million names",
        "csl.json",
        lambda: b'{"results": [{"name": "a", "alt_names": [' + b",".join([b'"b"'] * 5_000_000) + b"]}]}",
    )
    yield "an entry with a name of 40 MB", "csl.json", lambda: b'{"results": [{"name": "' + b"a " * 20_000_000 + b'"}]}'
    yield "lists nested 20 million deep", "csl.json", lambda: b'{"results":' + b"[" * 20_000_000
    yield "half characters", "csl.json", lambda: b'{"results": [{"id": "1", "name": "a\\ud800"}]}'
    yield "200 kB of <a", "page.html", lambda: CANADA % (b"<li>" + b"<a " * 66_000)
    yield "2 MB of <a", "page.html", lambda: CANADA % (b"<li>" + b"<a " * 660_000)
    yield "200 kB of <!--", "page.html", lambda: CANADA % (b"<li>" + b"<!--" * 50_000)
    yield "2 MB of <!-- >", "page.html", lambda: CANADA % (b"<!-- >" * 330_000)
    yield "2 MB of <li>", "page.html", lambda: CANADA % (b"<li><b>a</b>(China)" * 100_000)
    yield "2 MB of &amp", "page.html", lambda: CANADA % (b"<li>" + b"&amp" * 480_000)
    yield "135 MB of a page", "page.html", lambda: CANADA % (b"<a " * 45_000_000)
    yield (
        "1.4 million empty designations",
        "uk.xml",
        lambda: b"<Designations>" + b"<Designation/>" * 1_400_000 + b"</Designations>",
    )
    yield (
        "3.4 million empty designations",
        "uk.xml",
        lambda: b"<Designations>" + b"<Designation/>" * 3_400_000 + b"</Designations>",
    )
    yield (
        "a designation with a million names",
        "uk.xml",
        lambda: (
            b"<Designations><Designation><UniqueID>1</UniqueID><Names>"
            + b"<Name><Name6>ab</Name6></Name>" * 1_000_000
            + b"</Names></Designation></Designations>"
        ),
    )
    yield (
        "XML nested 6 million deep",
        "uk.xml",
        lambda: b"<Designations><Designation>" + b"<a>" * 6_000_000 + b"</a>" * 6_000_000 + b"</Designation></Designations>",
    )
    yield (
        "a million attributes",
        "uk.xml",
        lambda: b"<Designations " + b" ".join(b'a%d=""' % n for n in range(1_000_000)) + b"><Designation/></Designations>",
    )
    yield (
        "an attribute of 145 MB",
        "uk.xml",
        lambda: b'<Designations a="' + b"a" * 145_000_000 + b'"><Designation/></Designations>',
    )
    yield "billion laughs", "uk.xml", lambda: LAUGHS + b"<Designations><Designation>&j;</Designation></Designations>"
    yield (
        "one entity, 10,000 times",
        "uk.xml",
        lambda: QUADRATIC + b"<Designations><Designation>" + b"&a;" * 10_000 + b"</Designation></Designations>",
    )
    yield "a million short rows", "ecfr.xml", lambda: ECFR % (b"<TR><TD>a</TD><TD>b</TD><TD>c</TD></TR>" * 1_000_000)
    yield (
        "an entity of 40 MB",
        "ecfr.xml",
        lambda: (
            ECFR
            % (b"<TR><TD>CHINA</TD><TD>" + b"a.k.a., the following alias: - b, No. 1 " * 1_000_000 + b"</TD><TD>c</TD></TR>")
        ),
    )
    yield (
        "40 MB of dashes",
        "ecfr.xml",
        lambda: (
            ECFR
            % (
                b"<TR><TD>CHINA</TD><TD>x, a.k.a., the following alias: "
                + b" -" * 2_000_000
                + b" " * 30_000_000
                + b"</TD><TD>c</TD></TR>"
            )
        ),
    )
    yield "149 MB of commas", "list.csv", lambda: b"list,entry_id,name\n" + b"," * 149_000_000
    yield (
        "a header of 5 million columns",
        "list.csv",
        lambda: b"list,entry_id,name," + b",".join(b"%d" % n for n in range(5_000_000)) + b"\nX,1,A\n",
    )
    yield "149 MB in quotation marks", "list.csv", lambda: b'list,entry_id,name\nX,1,"' + b"abc\n" * 36_000_000
    yield "48 MB of the same number", "list.csv", lambda: b"list,entry_id,name\n" + b"X,1,ab\n" * 6_900_000
    yield "6 million entries", "list.csv", lambda: b"list,entry_id,name\n" + b"".join(b"X,%d,a\n" % n for n in range(4_000_000))
    yield "30,000 entries with 60,000 names", "list.csv", lambda: entries(29_990, 2, random.Random(5))
    yield (
        "an entry with 90,000 names",
        "list.csv",
        lambda: b"list,entry_id,name,aliases\nX,1,a," + b"|".join(b"n%d" % n for n in range(12_000)) + b"\n",
    )
    yield (
        "12,000 rows of 200 columns",
        "uk.csv",
        lambda: (
            ours.UK_CSV.encode().split(b"\n")[0]
            + b"\n"
            + b",".join([b"Unique ID,Name 6,Name type,Designation Type", *(b"c%d" % n for n in range(196))])
            + b"\n"
            + b"".join(
                b"U%d,Body,Primary Name,Entity," % n + b",".join([b"some text here"] * 196) + b"\n" for n in range(16_000)
            )
        ),
    )
    yield (
        "40 MB of brackets",
        "fr.txt",
        lambda: b"section 1260H Chinese military companies:\n" + b"(" * 20_000_000 + b")" * 20_000_000,
    )
    yield "4 million names in a notice", "fr.txt", lambda: b"section 1260H Chinese military companies:\n" + b"a;" * 20_000_000
    yield (
        "20 million lines that end with a colon",
        "fr.txt",
        lambda: b"section 1260H military companies\n" + b":\n" * 20_000_000,
    )
    yield "140 MB of <", "fr.txt", lambda: b"section 1260H military companies\n" + b"<" * 140_000_000


def registries() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "48 million empty records", "ror.json", lambda: b"[" + b",".join([b"{}"] * 48_000_000) + b"]"
    yield (
        "a record with 5 million names",
        "ror.json",
        lambda: (
            json.dumps([{"id": "https://ror.org/a", "status": "active", "types": [], "locations": [], "names": []}])[
                :-3
            ].encode()
            + b",".join([b'{"value":"a","types":[]}'] * 1_500_000)
            + b"]}]"
        ),
    )
    yield "nested 140 million deep", "ror.json", lambda: b"[" * 140_000_000
    yield (
        "149 MB of commas",
        "ror.csv",
        lambda: b"id,status,types,names.types.ror_display,locations.geonames_details.country_code\n" + b"," * 149_000_000,
    )

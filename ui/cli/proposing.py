"""`guidance propose`: what a text that came in seems to say, as proposed answers."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from guidance.knowledge.catalogue import Catalogue
from guidance.reading.phrases import PhraseError
from guidance.reading.proposing import MOST_CHARACTERS, Lexicon, Proposal, Reading, ReadingError
from guidance.reading.taking import TITLE, about, answer, record_of
from ui.cli.input import Failure, because, catalogue, put_out, takes_knowledge

MOST_BYTES = 4 * MOST_CHARACTERS
"""Of a file that is read: no character of UTF-8 has more than four."""


@click.command()
@takes_knowledge
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--take", help="Numbers of what is right, such as 1,3-5, or all: every proposal, and nothing that is only mentioned."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Assessment (.json) to write of those that are taken."
)
@click.option("--title", default=TITLE, show_default=True, help="With --out: name of the case.")
@click.option("--by", default="", help="With --out: who took them.")
@click.option("--keep", is_flag=True, help="With --out: keep beside each answer the sentence that it rests on.")
def propose(file: Path, as_json: bool, take: str | None, out: Path | None, title: str, by: str, keep: bool) -> None:
    """Read the text in FILE, such as an e-mail, and print the answers that it seems to give, each with its sentence.

    After them stands what it only mentions, of which less is right. Nothing follows from a proposal until you take it. Words are found, and what denies or doubts them; the text is read on this
    machine, and nothing of it is kept."""
    loaded = catalogue()
    try:
        reading = Lexicon(loaded).read(_text(file))
    except (ReadingError, PhraseError) as error:
        raise Failure(f"{file}: {error}") from None
    if (take is None) is not (out is None):
        raise click.UsageError("--take and --out go together")
    if take is not None and out is not None:
        chosen = list(_chosen(take, reading))
        put_out(record_of(loaded, chosen, title, date.today(), by, keep).to_json(), out)
    elif as_json:
        documents = [_document(each, each in reading.mentioned) for each in (*reading.proposals, *reading.mentioned)]
        click.echo(json.dumps(documents, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_told(loaded, reading)))


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise Failure(f"{file}: more than {MOST_BYTES:,} bytes; the most that is read is {MOST_CHARACTERS:,} characters")
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise Failure(f"{file}: {because(error)}") from None
    except UnicodeDecodeError as error:
        raise Failure(f"{file}: byte {error.start} is not UTF-8: save the text as UTF-8") from None
    if not text.strip():
        raise Failure(f"{file}: is empty; save the text of the e-mail in it")
    return text


def _chosen(take: str, reading: Reading) -> Iterator[Proposal]:
    """What is taken of what was read."""
    if take.strip() == "all":
        yield from reading.proposals
        return
    read = (*reading.proposals, *reading.mentioned)
    many = len(read)
    chosen: set[int] = set()
    for part in take.split(","):
        match = re.fullmatch(r"\s*(\d{1,4})(?:-(\d{1,4}))?\s*", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= many:
            raise click.UsageError(f"--take: read {part.strip()!r}; expected numbers from 1 to {many}, such as 1,3-5, or all")
        chosen |= set(range(first - 1, last))
    yield from (read[number] for number in sorted(chosen))


def _document(proposal: Proposal, mentioned: bool) -> dict[str, object]:
    return {
        "question": proposal.question,
        "answer": proposal.option,
        "sentence": proposal.sentence,
        "words": [proposal.sentence[start:end] for start, end in proposal.words],
        "phrase": proposal.phrase,
        "mentioned": mentioned,
    }


def _told(loaded: Catalogue, reading: Reading) -> Iterator[str]:
    from reports.words import visible

    many = len(reading.proposals)
    for number, each in enumerate((*reading.proposals, *reading.mentioned), 1):
        if number == many + 1:
            yield "Only mentioned: look twice, for less of it is right."
        yield f"{number}. {loaded.questions[each.question].text}"
        yield f"   {answer(loaded, each)}  ({about(loaded, each)})"
        sentence = "".join(f"[{piece}]" if marked else piece for piece, marked in each.marked)
        yield f"   {visible(' '.join(sentence.split()))}"
    yield f"{many} proposals. Nothing follows from them until they are taken: --take 1,3-5 --out case.json"

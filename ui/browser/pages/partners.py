"""Who is on the other side: a register taken over, partners looked up, choices settled, and what adds up."""

from collections import defaultdict
from datetime import date

from markupsafe import Markup

from guidance.assessment import LEVELS, Assessment
from guidance.case.record import MAX_ACTIVITIES, Partner, Record, RecordedActivity, Screening
from guidance.case.store import PartnerLookedUp, RegisterImported
from guidance.partners import countries, lookup
from guidance.partners.register import intake, reading
from guidance.partners.register.limits import RegisterError
from guidance.partners.register.mapping import MAX_BYTES, Columns
from guidance.partners.register.queue import Rank, Sensitive
from guidance.partners.register.reading import Sheet
from guidance.partners.register.titles import FIELDS
from guidance.partners.screening import folder, library, lists, loaders
from guidance.partners.screening.lists import OfficialList
from guidance.partners.screening.loaders import ListError, load_bytes
from reports import html as report_html
from reports.blocks import Cell, Section, Table
from reports.words import count
from ui import settings
from ui.browser import a11y, html, offers, press, state, taking_away, uploads, visit
from ui.browser.drawing import Label, plain, show, spoken, st
from ui.browser.places import link

SHOWN = 25
"""Partners to settle, shown at a time."""
NOBODY = "none of these"
REGISTERS = ["csv", "xlsx", "xls", "ods"]
REMARKS = 200
"""Repaired or unread cells, shown at most."""


def draw(record: Record, assessment: Assessment) -> None:
    """The page of partners."""
    a11y.title("Partners and register")
    st.write(Label("A partner is looked up under its own name before any list is asked. No entry on a list is no clearance."))
    try:
        loaded = _lists_now()
        strays = folder.strays(state.lists_folder())
    except OSError as error:
        html.alert("The lists cannot be used", str(error))
        loaded = strays = ()
    for stray in strays:
        html.alert("A file in the folder of lists is not used", f"{stray}. The other lists are.")
    if any(activity.partner for activity in record.activities):
        _adds_up(record, assessment)
        _looked_at(record)
        _to_settle(record)
    _look_up(record)
    _lists(record, loaded)
    _import(record, loaded)
    link("activities", Label("Activities"), record.id)


def _adds_up(record: Record, assessment: Assessment) -> None:
    """The exposure to each partner, over all its activities."""
    together: defaultdict[str, list[RecordedActivity]] = defaultdict(list)
    for activity in record.activities:
        if activity.partner:
            together[_who(activity.partner)].append(activity)
    rows = []
    for name, activities in sorted(together.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        levels = [assessment.levels[activity.id] for activity in activities]
        at_least, at_most = max(level.at_least for level in levels), max(level.at_most for level in levels)
        hits = {
            hit.title for each in activities if each.partner and each.partner.screening for hit in each.partner.screening.hits
        }
        rows.append(
            (
                Cell(name),
                Cell(str(len(activities))),
                Cell(_level(at_least, at_most)),
                Cell("; ".join(sorted(hits)) or "none found"),
            )
        )
    head = ("Partner", "Activities", "Highest level", "Lists with an entry")
    section = Section(
        "adds-up",
        f"What adds up: {count(len(together), 'partner')}",
        (Table("Activities with each partner", head, tuple(rows), (8, 2, 5, 7)),),
    )
    with st.expander(plain(section.heading)):
        html.report_style()
        show(Markup('<div class="g-report">{}</div>').format(report_html.fragment(section, 2)))


def _level(at_least: int, at_most: int) -> str:
    """The highest level of several activities; a range that starts at L0 is no green light."""
    if at_least == at_most:
        return LEVELS[at_least]
    return f"at least L{at_least}, at most L{at_most}" if at_least else "not known yet"


def _who(partner: Partner) -> str:
    return (partner.screening.name if partner.screening else "") or partner.name


def _looked_at(record: Record) -> None:
    screenings = [each.partner.screening for each in record.activities if each.partner and each.partner.screening]
    if not screenings:
        return
    newest = max(screenings, key=lambda screening: screening.day)
    told = [
        f"{each.title}, {f'{each.dated:%d %B %Y}' if each.dated else 'of unknown date'}"
        f"{'; only a part of it' if each.extract else ''}{'; out of date, load the current list' if each.stale else ''}"
        for each in newest.looked
    ]
    with st.expander(Label("The lists that were looked at")):
        show(html.bullets(told))
        missing = ", ".join(newest.not_loaded) or "none of those we know"
        show(Markup("<p>Not loaded: {}.</p>").format(missing))
        st.write(Label("Official lists that you downloaded are added below, under “Official lists”."))


def _to_settle(record: Record) -> None:
    """The partners of whom it is not clear who they are. One that is settled keeps its place: else the next would come under the hand."""
    screened = {each.id: each for each in record.activities if each.partner and each.partner.screening}
    waiting = [id for id, each in screened.items() if _waits(each)]
    listed = [id for id in visit.listed(waiting[:SHOWN]) if id in screened]
    if not listed:
        return
    st.header(Label("To settle: {}").format(len(waiting)), anchor=False)
    for id in listed:
        _one_to_settle(record, screened[id])
    if len(waiting) > SHOWN:
        st.write(Label("{} more follow when these are settled.").format(len(waiting) - SHOWN))


def _waits(activity: RecordedActivity) -> bool:
    return bool(activity.partner and activity.partner.screening and activity.partner.screening.decision == "review")


def _one_to_settle(record: Record, activity: RecordedActivity) -> None:
    assert activity.partner
    assert activity.partner.screening
    screening = activity.partner.screening
    with st.container(border=True, key=f"settle-{activity.id}"):
        show(visit.as_first_drawn(activity.id, _told(activity, activity.partner, screening)))
        names = {each.id: f"{each.name} ({each.evidence})" for each in screening.candidates} | {NOBODY: "None of these"}
        name = f"choose-{record.id}-{activity.id}"
        st.radio(
            spoken(f"Which body is {activity.partner.name}?"),
            list(names),
            index=None,
            format_func=lambda id: plain(names[id]),
            key=name,
            on_change=_settle,
            args=(record, activity, activity.partner, name),
            disabled=not _waits(activity),
        )


def _told(activity: RecordedActivity, partner: Partner, screening: Screening) -> Markup:
    hits = html.bullets(f"{hit.title}: {hit.name} ({hit.relation})" for hit in screening.hits)
    return Markup("<h3>{}</h3><p>{}. {}. {}.</p>{}").format(
        partner.name,
        activity.name,
        partner.country or "No country given",
        "; ".join(screening.reasons),
        Markup("<p>Entries that concern one of them:</p>") + hits if screening.hits else Markup(""),
    )


def _settle(record: Record, activity: RecordedActivity, partner: Partner, widget: str) -> None:
    """Stores what was chosen; what cannot be stored is chosen no longer."""
    assert partner.screening
    identity = "" if st.session_state[widget] == NOBODY else st.session_state[widget]
    try:
        loaded = _lists_now()
        settled = partner.model_copy(update={"screening": lookup.choose(loaded, partner.screening, identity, record.as_at)})
        stored = _store_look_up(record, loaded, activity, settled)
    except OSError as error:
        st.session_state["not_saved"], stored = f"the lists cannot be used: {error}", False
    if not stored:
        st.session_state[widget] = None


def _lists_now() -> tuple[OfficialList, ...]:
    """The lists to look partners up in when an officer does something: the page may be older than what was done to them last.

    Raises OSError."""
    return folder.lists(state.lists_folder())


def _look_up(record: Record) -> None:
    if not record.activities:
        return
    st.header(Label("Look a partner up"), anchor=False)
    about, name, country = (f"look-up-{part}:{record.id}" for part in ("activity", "name", "country"))
    with st.form("look-up", border=False):
        names = {activity.id: activity.name for activity in record.activities}
        st.selectbox(Label("Activity"), list(names), format_func=lambda id: names[id], key=about)
        st.text_input(Label("Partner's name, in its own script if you have it"), max_chars=200, key=name)
        st.text_input(Label("Country"), max_chars=100, key=country)
        said = [name, country]
        press.submit(Label("Look up"), _looked_up, record, about, key="look-up-partner", says=said, empties=said)


def _looked_up(record: Record, about: str, name: str, country: str) -> str:
    """Looks the partner up that was named; what was wrong with that."""
    if not name:
        return "Write the partner's name."
    loaded = _lists_now()
    partner = Partner(name=name, country=country, screening=lookup.look_up(loaded, name, country, record.as_at))
    _store_look_up(record, loaded, record.activity(st.session_state[about]), partner)
    return ""


def _store_look_up(record: Record, loaded: tuple[OfficialList, ...], activity: RecordedActivity, partner: Partner) -> bool:
    answers = lookup.answers(loaded, partner, activity.answers)
    event = PartnerLookedUp(activity=activity.id, partner=partner, answers=answers, made_on=state.drawn())
    return state.append(record.id, event)


def _import(record: Record, loaded: tuple[OfficialList, ...]) -> None:
    st.header(Label("Import a register"), anchor=False)
    st.write(
        Label(
            "A CSV file or a workbook with a row for each partnership. You see what became of each row before anything is added."
        )
    )
    file = st.file_uploader(
        Label("Register of partnerships (.csv, .xlsx, .xls or .ods)"), type=REGISTERS, key=f"register:{record.id}"
    )
    if file is None:
        uploads.forget("register")
        return
    try:
        sheet = _sheet(uploads.read("register", file, reading.read_sheets, RegisterError))
        columns = _columns(sheet)
        problems = columns.problems(sheet.head)
        if problems:
            html.alert("The columns do not fit", "; ".join(problems))
            return
        wanted = _wanted(sheet, columns, record)
        found = _prepared(sheet, file.getvalue(), columns, wanted, record, loaded)
    except RegisterError as error:
        html.alert("The register cannot be read", f"{error} Nothing was changed.")
        return
    _account(found)
    if found.activities:
        label = Label("Add {}").format(count(len(found.activities), "activity", "activities"))
        press.button(label, _add_all, record.id, file.name, sheet, columns, found, key="add-register", type="primary")


def _add_all(id: str, file: str, sheet: Sheet, columns: Columns, found: intake.Intake) -> None:
    """Adds what the page showed of a register, and lets go of the file."""
    state.remember_columns(sheet.head, columns)
    event = RegisterImported(
        file=file[:200], sha256=found.sha256, account=found.register.account, activities=list(found.activities)
    )
    if state.append(id, event):
        st.session_state.pop(f"register:{id}", None)


def _sheet(sheets: tuple[Sheet, ...]) -> Sheet:
    """The sheet to take: the likeliest, unless another is chosen."""
    if len(sheets) == 1:
        return sheets[0]
    title = st.selectbox(Label("Sheet"), [sheet.title for sheet in sheets])
    return reading.titled(sheets, title)


def _wanted(sheet: Sheet, columns: Columns, record: Record) -> intake.Wanted:
    """Which rows are wanted: those of some countries, some part of the queue, and no more than there is room for."""
    counts = intake.found_countries(sheet, columns)
    named = {code: f"{countries.name(code)}: {count(rows, 'row')}" for code, rows in counts.items() if code}
    only: list[str] = []
    if len(named) > 1:
        only = st.multiselect(
            Label("Take only rows of these countries (none chosen: all)"),
            list(named),
            format_func=lambda code: named[code],
        )
        untold = counts.get("", 0)
        st.write(
            Label(
                "Rows of other countries are left out and listed, unless the partner bears the name of a body of China, Hong Kong, "
                "Macao or Taiwan, or one on a list. {} with no country that is understood always stay."
            ).format(count(untold, "row"))
        )
    ranks = st.multiselect(
        Label("Take this part of the queue (none chosen: all)"),
        list(Rank),
        format_func=lambda rank: str(rank).capitalize(),
    )
    return intake.Wanted(frozenset(only), frozenset(ranks or Rank), MAX_ACTIVITIES - len(record.activities))


def _lists(record: Record, loaded: tuple[OfficialList, ...]) -> None:
    """Official lists: what is looked at, and a file that was downloaded, added or taken away."""
    st.header(Label("Official lists"), anchor=False)
    others = [each for each in loaded if each.code in lists.NO_LISTS]
    show(html.bullets(_of_list(each, record.as_at) for each in (*library.looked_at(loaded), *others)))
    missing = lists.not_loaded(library.looked_at(loaded))
    if missing:
        show(Markup("<p>Not loaded: {}.</p>").format(", ".join(lists.named(code)[0] for code in missing)))
    if not library.registry(loaded):
        show(Markup("<p>{}.</p>").format(library.ask_for_registry()))
    with st.expander(Label("Add a list that you downloaded, or take one away")):
        _add_list(loaded, record.as_at)
        for each in loaded:
            label = Label("Take away: {}").format(each.title)
            st.button(label, key=f"away-{each.code}", type="tertiary", on_click=_take_away, args=(each.code,))
    screened = [activity for activity in record.activities if activity.partner and activity.partner.screening]
    if screened:
        label = Label("Look {} up again in these lists").format(count(len(screened), "partner"))
        press.button(label, _look_up_again, record, screened, key="look-up-again")


def _take_away(code: str) -> None:
    """Takes a list away before the page runs again: the next click cannot cut that run short."""
    try:
        folder.remove(state.lists_folder(), code)
    except OSError as error:
        st.session_state["not_saved"] = f"the list is still there: {error.strerror or error}"


def _of_list(each: OfficialList, day: date) -> str:
    """One line about a list: its day, its file and what was left out."""
    known = each.provenance
    told = [f"{each.title}: {f'of {known.dated:%d %B %Y}' if known.dated else 'does not say its day'}"]
    told += [count(each.size, *lists.SIZE_IN.get(each.code, ("entry", "entries")))]
    told += [f"only a part: {known.extract}"] if known.extract else [f"file {known.file}, SHA-256 {known.sha256[:12]}"]
    told += [known.left_out] if known.left_out else []
    told += [f"{len(known.rejected)} of {known.rows} rows not taken"] if known.rejected else []
    return ", ".join(told) + (". Out of date: add the current one" if each.is_stale(day) else "")


def _add_list(loaded: tuple[OfficialList, ...], day: date) -> None:
    st.write(
        Label(
            "As it was downloaded: the UK Sanctions List (CSV, XML, ODS), the US Consolidated Screening List, OFAC's lists, the BIS "
            "Entity List (eCFR, XML or saved page), a section 1260H notice as text, the lists of the UN and the EU, what you have "
            "from OpenSanctions, the saved page of Canada's list, our template for any other; and the registry ROR (ZIP). A ZIP or a "
            "workbook is opened. Which it is, is seen from its content. It is kept for every assessment on this machine."
        )
    )
    taking_away.button(offers.template(state.stored()), Label("Download the template"), "list-template")
    kinds, most = (
        ["csv", "xml", "json", "html", "htm", "txt", "xlsx", "xls", "ods", "zip"],
        loaders.reading.MAX_BYTES // 1_000_000,
    )
    file = st.file_uploader(Label("Official list"), type=kinds, key="list", max_upload_size=most)
    if file is None:
        uploads.forget("list")
        return
    try:
        official = uploads.read("list", file, load_bytes, ListError)
    except ListError as error:
        html.alert("The list cannot be used", f"{error}. Nothing was changed.")
        return
    show(html.bullets([_of_list(official, day), *map(str, official.provenance.rejected[:REMARKS])]))
    before = next((each for each in loaded if each.code == official.code), None)
    told = None
    if official.provenance.dated is None:
        told = st.date_input(
            Label("The file does not say its day. When was it downloaded?"), value=None, key="list-day", max_value=day
        )
    label = Label("Use it in place of {}").format(before.provenance.file) if before else Label("Use this list")
    press.button(label, _use_list, told, key="use-list", type="primary")


def _use_list(told: date | None) -> str:
    """Keeps the list that was chosen, and lets go of the file; what was wrong with that."""
    file = st.session_state["list"]
    try:
        folder.keep(state.lists_folder(), file.name, file.getvalue(), told)
    except (OSError, ListError) as error:
        why = error if isinstance(error, ListError) else f"{state.lists_folder()}: {error.strerror or error}"
        return f"The list cannot be kept: {why}. Nothing was changed."
    del st.session_state["list"]
    return ""


def _look_up_again(record: Record, screened: list[RecordedActivity]) -> None:
    """Looks partners up anew."""
    loaded = _lists_now()
    for activity in screened:
        assert activity.partner
        _store_look_up(record, loaded, activity, lookup.again(loaded, activity.partner, record.as_at))


def _columns(sheet: Sheet) -> Columns:
    """The mapping: one that was saved, remembered or proposed, and corrected on the page."""
    first = _saved(sheet) or state.remembered_columns(sheet.head) or sheet.proposed()
    there = [title for title in sheet.head if title]
    chosen: dict[str, str] = {}
    with st.expander(Label("Columns: check which is which"), expanded=bool(first.problems(sheet.head))):
        show(html.bullets([*(f"Sheet “{other}” is not read" for other in sheet.others), *sheet.notes]))
        for field in FIELDS:
            now = first.columns.get(field)
            title = st.selectbox(
                spoken(_named(field)),
                [None, *there],
                index=there.index(now) + 1 if now in there else 0,
                format_func=lambda title: title or "Not in this register",
            )
            if title:
                chosen[field] = title
        columns = Columns(chosen)
        taking_away.button(offers.columns(state.stored(), columns.to_json()), Label("Download this mapping"), "columns-out")
    _preview(sheet, columns)
    return columns


def _preview(sheet: Sheet, columns: Columns) -> None:
    """Which column is read as which field, which fields no column gives, and which columns are not read."""
    read = [f"{_named(field)}: column “{title}”" for field, title in columns.columns.items()]
    missing = ", ".join(map(_named, columns.missing())) or "none"
    unused = ", ".join(f"“{title}”" for title in columns.unused(sheet.head)) or "none"
    show(html.bullets(read))
    show(Markup("<p>Not in this register: {}.</p><p>Columns that are not read: {}.</p>").format(missing, unused))


def _named(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _saved(sheet: Sheet) -> Columns | None:
    """A mapping from a file, if one is given that fits this register."""
    file = st.file_uploader(
        Label("A mapping of columns that was saved before (.json), if you have one"), type=["json"], key="columns-in"
    )
    if file is None:
        return None
    try:
        columns = Columns.from_json(file.getvalue()[: MAX_BYTES + 1].decode("utf-8"))
    except ValueError as error:
        html.alert("The mapping cannot be read", f"{error}. The proposed one is used.")
        return None
    problems = columns.problems(sheet.head)
    if problems:
        html.alert("The mapping does not fit this register", f"{'; '.join(problems)}. The proposed one is used.")
    return None if problems else columns


def _prepared(
    sheet: Sheet, data: bytes, columns: Columns, wanted: intake.Wanted, record: Record, loaded: tuple[OfficialList, ...]
) -> intake.Intake:
    """What would be added; kept until file, columns, choice or assessment change."""
    key = (sheet.file, sheet.title, len(data), columns.to_json(), wanted, record.hash)
    kept = st.session_state.get("intake")
    if kept and kept[0] == key:
        prepared: intake.Intake = kept[1]
        return prepared
    bar = st.progress(0.0, Label("Looking partners up"))
    gone = state.store().record(record.id).removed_activities
    taken = [activity.id for activity in (*record.activities, *gone)]
    sensitive = Sensitive.of(settings.catalogue())
    found = intake.prepare(sheet, columns, data, record.as_at, sensitive, loaded, taken, bar.progress, wanted)
    bar.empty()
    st.session_state["intake"] = (key, found)
    return found


def _account(found: intake.Intake) -> None:
    register = found.register
    decisions = [each.partner.screening.decision for each in found.activities if each.partner and each.partner.screening]
    match, review, none = (decisions.count(each) for each in ("match", "review", "none"))
    decided = f"Partners: {match} found, {review} to settle, {none} not known."
    show(
        Markup('<div class="g-panel" role="status"><h3>What would be added</h3><p>{}.</p><p>{}</p></div>').format(
            register.account, decided
        )
    )
    show(
        html.bullets(
            f"{str(rank).capitalize()}: {count(number, 'activity', 'activities')}" for rank, number in found.queue.items()
        )
    )
    told = list(register.not_taken())
    with st.expander(Label("Rows merged, rejected, left out or blank: {}").format(register.accounted - register.taken)):
        show(html.bullets(told[:REMARKS]))
        if len(told) > REMARKS:
            st.write(Label("{} more; `guidance register import FILE` lists them all.").format(len(told) - REMARKS))
    with st.expander(Label("Cells repaired or not understood: {}").format(len(register.noted))):
        show(html.bullets(map(str, register.noted[:REMARKS])))
        if len(register.noted) > REMARKS:
            st.write(
                Label("{} more; `guidance register import FILE --remarks` lists them all.").format(
                    len(register.noted) - REMARKS
                )
            )

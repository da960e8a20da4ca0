"""Roles: who has which and how far it reaches; an administrator grants and ends those of others."""

from typing import Final

from markupsafe import Markup

from guidance.team.log import INSTITUTION, Granted, grantee, granting
from guidance.team.permissions import May, Role
from ui.browser import a11y, html, press, state, trouble, visitor
from ui.browser.drawing import Label, plain, show, st
from ui.browser.places import link

GROUP: Final = "A group, named below"
GIVEN: Final = [role for role in Role if role is not Role.CONTRIBUTOR]
"""What can be granted; a contributor is whoever is assigned questions."""
SAYS: Final = ("roles-role", "roles-to", "roles-group", "roles-department", "roles-assessment")


def draw() -> None:
    """The page."""
    a11y.title("Roles")
    trouble.messages()
    if not (state.signed_in() and state.may(May.GRANT)):
        show(html.paragraph("Roles are granted by an administrator, where people sign in."))
        link("home", Label("Your assessments"))
        return
    if told := press.told():
        show(Markup('<p role="status">{}</p>').format(told))
    st.header(Label("Granted"), anchor=False)
    for number, granted in enumerate(state.store().granted()):
        _row(number, granted)
    _form()
    link("home", Label("Your assessments"))


def _row(number: int, granted: Granted) -> None:
    grant = granted.grant
    who = granted.name or grant.to.removeprefix("person:")
    with st.container(border=True, key=f"role-{number}"):
        show(
            Markup('<p><strong>{}</strong>: {}</p><p class="g-hint">{}; {}</p>').format(
                who, grant.role, grant.to, _reach(grant.scope)
            )
        )
        if state.store().is_own(grant):
            show(html.paragraph("Your own: another administrator ends it.", "hint"))
        else:
            press.button(
                Label("End: {} of {}").format(plain(grant.role), plain(who)),
                _end,
                granted,
                key=f"end-{grant.model_dump_json()}",
            )


def _reach(scope: str) -> str:
    return "the whole institution" if scope == INSTITUTION else scope.replace(":", " ", 1)


def _form() -> None:
    st.header(Label("Grant a role"), anchor=False)
    role, to, group, department, assessment = SAYS
    people = {grantee(each): f"{each.name} {each.email}".strip() for each in visitor.known()}
    with st.form("grant", border=False):
        st.selectbox(Label("Role"), [str(each) for each in GIVEN], index=None, key=role)
        st.selectbox(
            Label("To, of those who signed in lately"),
            [*people, GROUP],
            index=None,
            format_func=lambda each: people.get(each, each),
            key=to,
        )
        st.text_input(Label("Group, as your sign-in names it"), max_chars=200, key=group)
        st.text_input(Label("Department, for a head of one"), max_chars=100, key=department)
        st.text_input(Label("For one assessment only: its id"), max_chars=40, key=assessment)
        press.submit(Label("Grant"), _grant, people, key="roles-grant", says=SAYS, empties=SAYS[2:])


def _grant(people: dict[str, str], role: str | None, to: str | None, group: str, department: str, assessment: str) -> str:
    """Grants a role; what was wrong with that."""
    if not role or not to:
        return "Not granted: choose a role, and to whom."
    if (to == GROUP) is not bool(group):
        return f"Not granted: choose “{GROUP}” and name it, or a person and no group."
    try:
        grant = granting(Role(role), f"group:{group}" if group else to, department, assessment)
    except ValueError as error:
        return f"Not granted: {error}."
    if any(each.grant == grant for each in state.store().granted()):
        return "Not granted: it is granted already."
    state.store().grant(grant, people.get(to, group))
    press.tell(f"Granted: {role} to {people.get(to, group)}. It holds at once.")
    return ""


def _end(granted: Granted) -> None:
    state.store().end_grant(granted.grant)
    press.tell(
        f"Ended: {granted.grant.role} of {granted.name or granted.grant.to}. It holds at once, also on pages that are open."
    )

"""An assessment on which every role works, each word of it told from every other."""

from dataclasses import dataclass
from datetime import date

from guidance.case.store import ActivityAdded, Assigned, DepartmentNamed, NoteWritten, Store, ValueGiven
from guidance.language.conditions import Scope
from guidance.team.desk import Desk
from guidance.team.log import Grant, Granted, TeamLog, grantee
from guidance.team.permissions import Role
from guidance.team.person import Person

ISSUER = "https://sign-in.northmoor.example"
PEOPLE = {role: Person(issuer=ISSUER, subject=role.name.lower(), name=f"The {role}", email=f"{role.name.lower()}@northmoor.example") for role in Role}  # fmt: skip
NOBODY = Person(issuer=ISSUER, subject="nobody", name="Nobody", email="nobody@northmoor.example")
OWN, OTHER = "rotor-noise", "quantum-lab"
DAY = date(2026, 12, 11)


@dataclass
class World:
    """The assessment `id`: of the activity OWN, of Physics, the contributor is asked `question`; of OTHER somebody else is."""

    store: Store
    log: TeamLog
    id: str
    question: str
    another: str
    at_home: str

    @classmethod
    def of(cls, store: Store) -> "World":
        log = TeamLog(store.database)
        for role, person in PEOPLE.items():
            if role not in (Role.CONTRIBUTOR, Role.HEAD):
                log.append(Granted(grant=Grant(role=role, to=grantee(person))), "the test")
        head = Grant(role=Role.HEAD, to=grantee(PEOPLE[Role.HEAD]), scope="department:Physics")
        log.append(Granted(grant=head), "the test")
        catalogue = store._catalogue
        texts = [each.id for each in catalogue.asked_of(Scope.ACTIVITY) if each.kind == "one"]
        home = next(each.id for each in catalogue.asked_of(Scope.ORGANISATION) if each.kind == "one")
        id = Desk(store, PEOPLE[Role.OFFICER], log).start("Northmoor", DAY, "typed")
        world = cls(store, log, id, texts[0], texts[1], home)
        officer = world.desk(Role.OFFICER)
        for activity in (OWN, OTHER):
            officer.append(id, ActivityAdded(id=activity, name=activity.upper()), "")
        officer.append(id, DepartmentNamed(activity=OWN, department="Physics"), "")
        for n, (activity, role) in enumerate(((OWN, Role.CONTRIBUTOR), (OTHER, Role.KEEPER))):
            to = PEOPLE[role].email if role is Role.CONTRIBUTOR else "somebody@northmoor.example"
            officer.append(id, Assigned(id=f"a{n}", to=to, activity=activity, questions=(world.question,), due=DAY), "")
        return world

    def desk(self, who: Role | Person | None) -> Desk:
        return Desk(self.store, PEOPLE[who] if isinstance(who, Role) else who, self.log)

    @property
    def version(self) -> int:
        return self.store.record(self.id).version

    def answer(self, who: Role, question: str, activity: str | None, value: str, note: str = "") -> None:
        desk = self.desk(who)
        desk.append(self.id, ValueGiven(activity=activity, question=question, made_on=self.version, value=value), "typed")
        if note:
            desk.append(self.id, NoteWritten(activity=activity, question=question, made_on=self.version, note=note), "typed")

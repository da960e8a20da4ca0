"""Deleting an assessment for good, by two people: one asks, another confirms, and an administrator carries it out."""

from dataclasses import replace

from guidance.case.store import Deletion, Removed, Store, StoreError, Summary
from guidance.team.log import Logged, PurgeAsked, PurgeConfirmed, Purged, TeamLog


def nameless(summary: Summary, named: bool) -> Summary:
    """An assessment in the list, without its title for whoever may not see it."""
    return summary if named else replace(summary, title=f"Assessment {summary.id}", broken="")


def ask(store: Store, log: TeamLog, id: str, why: str, by: str, person: str | None) -> None:
    """Asks for it. Raises StoreError when there is no such assessment, or no reason."""
    if not why.strip():
        raise StoreError("say why it is to be deleted; it is kept, so name nothing that the assessment says")
    store.history(id)
    log.append(PurgeAsked(assessment=id, why=why.strip()[:200]), by, person)


def confirm(store: Store, log: TeamLog, id: str, by: str, person: str | None) -> None:
    """Confirms it. Raises StoreError when nobody else asked, or it was changed since."""
    asked, _ = asked_for(log, id)
    if asked is None:
        raise StoreError("nobody asked that this assessment is deleted")
    if asked.person == person:
        raise StoreError("whoever asked for it does not confirm it; another person has to")
    _check_same(store, id, asked)
    log.append(PurgeConfirmed(assessment=id), by, person)


def carry_out(store: Store, log: TeamLog, id: str, by: str, person: str | None) -> Deletion:
    """Deletes it. Raises StoreError unless one person asked for it and another confirmed it, and it is as it was then."""
    asked, confirmed = asked_for(log, id)
    if asked is None or confirmed is None or not isinstance(asked.event, PurgeAsked):
        raise StoreError(f"assessment {id} is deleted once somebody asked for it and another person confirmed it")
    _check_same(store, id, asked)
    history, why = store.history(id), asked.event.why
    last = history[-1].hash
    done = Purged(assessment=id, events=len(history), last=last, why=why, asked_by=asked.by, confirmed_by=confirmed.by)
    return store.delete(id, by, why, lambda connection: log.append_in(connection, done, by, person))


def _check_same(store: Store, id: str, asked: Logged) -> None:
    """Checks that nothing was stored in it since but that it was taken off the list: what nobody had seen, nobody agreed to delete."""
    if any(each.at > asked.at and not isinstance(each.event, Removed) for each in store.history(id)):
        raise StoreError(f"assessment {id} was changed after somebody asked that it is deleted; ask for it anew")


def asked_for(log: TeamLog, id: str) -> tuple[Logged | None, Logged | None]:
    """Who asked last that an assessment is deleted, and who confirmed it since."""
    asked = confirmed = None
    for logged in log.events():
        if getattr(logged.event, "assessment", None) == id:
            if isinstance(logged.event, PurgeAsked):
                asked, confirmed = logged, None
            elif isinstance(logged.event, PurgeConfirmed):
                confirmed = logged
    return asked, confirmed

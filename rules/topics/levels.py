"""How findings become a level: the heaviest finding decides, and the level names it as its reason."""

from guidance.language.conditions import activity, organisation, some_activity
from rules.guideline import CRITICAL, HIGH, LOW, MEDIUM, Topic, guideline


class Levels(Topic):
    """Levels

    How findings become a level for each activity and for the organisation."""

    @guideline(when=activity.found(CRITICAL), level=4)
    def activity_waits(self):
        """Going on without a licence, clearance or legal advice would probably break the law or an order."""

    @guideline(when=activity.found(HIGH), level=3)
    def activity_escalates(self):
        """A named senior person decides on the record before anything is signed, shipped, started or renewed."""

    @guideline(when=activity.found(MEDIUM), level=2)
    def activity_needs_controls(self):
        """It may go ahead with written mitigations that somebody with authority has signed off."""

    @guideline(when=activity.found(LOW), level=1)
    def activity_is_standard(self):
        """Standard practice is enough; keep a note."""

    @guideline(when=organisation.found(CRITICAL) | some_activity(activity.found(CRITICAL)), level=4)
    def organisation_waits(self):
        """The organisation's level is the level of its most exposed activity or of its own findings."""

    @guideline(when=organisation.found(HIGH) | some_activity(activity.found(HIGH)), level=3)
    def organisation_escalates(self):
        """The organisation's level is the level of its most exposed activity or of its own findings."""

    @guideline(when=organisation.found(MEDIUM) | some_activity(activity.found(MEDIUM)), level=2)
    def organisation_needs_controls(self):
        """The organisation's level is the level of its most exposed activity or of its own findings."""

    @guideline(when=organisation.found(LOW) | some_activity(activity.found(LOW)), level=1)
    def organisation_is_standard(self):
        """The organisation's level is the level of its most exposed activity or of its own findings."""

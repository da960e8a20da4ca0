"""Work in standards bodies: stay in the room, and clear first what is brought there."""

from guidance.language.conditions import activity, organisation, some_activity
from rules.concerns import sensitive_technology
from rules.guideline import ENABLING, LOW, MEDIUM, PRACTICE, Topic, guideline

exposures = organisation.question("profile.exposures")
clearing = organisation.question("people.standards")
interests = organisation.question("people.standards_interests")
published = activity.question("technology.published")
stage = activity.question("activity.stage")

something_to_bring = some_activity(sensitive_technology & ~published("all") & ~stage("ended")) & exposures("research", "investment")


class Standards(Topic):
    """Standards bodies

    Standards are written by those who come. Contributions are cleared first; leaving is no answer."""

    @guideline(
        when=something_to_bring & clearing("informal", "none"),
        finds="clear-contributions", severity=LOW, obligation=PRACTICE,
        sources=["standards-practice", "standards-action-plan-2021"],
    )
    def contributions_are_not_cleared(self):
        """A meeting of an open body is still a place where unpublished work leaves the country."""

    @guideline(
        when=something_to_bring & ~clearing("absent") & interests("none"),
        finds="declare-standards-interests", severity=MEDIUM, obligation=PRACTICE,
        sources=["standards-practice"],
    )
    def delegates_are_paid_by_others(self):
        """A delegate who is also paid by another member speaks for two, and the others have a right to know."""

    @guideline(
        when=something_to_bring & clearing("cleared") & interests("declared", "nobody"),
        finds="stay-in-standards", severity=ENABLING, obligation=PRACTICE,
        sources=["standards-action-plan-2021", "standards-practice"],
    )
    def standards_work_is_in_order(self):
        """Staying in the room with cleared contributions serves the organisation and the country."""

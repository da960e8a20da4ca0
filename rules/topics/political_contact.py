"""Contact with officials, embassies and political bodies of another state: meetings, delegations, statements, introductions.

Open contact is normal and useful. What needs care is not knowing whom one meets, words signed unread, and doors opened
for somebody who has not said for whom they speak.
"""

from guidance.language.conditions import organisation
from rules.guideline import ENABLING, LOW, MEDIUM, PRACTICE, Topic, guideline

exposures = organisation.question("profile.exposures")
contacts = organisation.question("governance.official_contacts")
practice = organisation.question("governance.contact_practice")
statements = organisation.question("governance.statements_check")

officials = exposures("officials")


class PoliticalContact(Topic):
    """Officials, embassies and political bodies

    How to meet, host and sign with officials of another state openly and on your own terms."""

    @guideline(
        when=officials & contacts("delegations") & (~practice("hosts") | ~practice("costs")),
        finds="prepare-delegations", severity=MEDIUM, obligation=PRACTICE,
        sources=["npsa-countries-conferences", "mi5-alert-2025", "he-interference-guidance"],
    )
    def delegation_is_unprepared(self):
        """Friendly names can stand for a party body, and a journey that somebody else pays for is remembered."""

    @guideline(
        when=officials & contacts("introductions") & (~practice("hosts") | ~practice("notes")),
        finds="check-before-introducing", severity=MEDIUM, obligation=PRACTICE,
        sources=["mi5-alert-2025", "firs-act s.69", "firs-examples"], doors=["firs"],
    )
    def doors_are_opened_unchecked(self):
        """An introduction lends your good name, and if a state asked for it and rewards it, it may have to be registered."""

    @guideline(
        when=officials & contacts("statements") & statements("political", "unread"),
        finds="check-joint-statements", severity=MEDIUM, obligation=PRACTICE,
        sources=["he-interference-guidance", "universities-uk-2020"],
    )
    def statement_takes_a_side(self):
        """A university that signs a state's political words speaks for scholars who were not asked."""

    @guideline(
        when=officials & contacts("meetings") & ~contacts("delegations", "statements", "introductions") & ~practice("notes"),
        finds="note-official-meetings", severity=LOW, obligation=PRACTICE,
        sources=["he-interference-guidance"],
    )
    def meetings_leave_no_trace(self):
        """A line in a file shows later that a request was open, and what was answered."""

    @guideline(
        when=officials & contacts("meetings", "delegations", "statements", "introductions") & practice("hosts") & practice("notes")
        & practice("costs") & (~contacts("statements") | statements("checked")),
        finds="open-contact-is-welcome", severity=ENABLING, obligation=PRACTICE,
        sources=["he-interference-guidance", "china-audit-statement-2025", "pm-premier-meeting-2026"],
    )
    def official_contact_is_open(self):
        """Governments talk to each other and want universities and firms to talk as well."""

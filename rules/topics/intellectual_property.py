"""Where an invention is made, and where it may be filed first."""

from guidance.language.conditions import activity
from rules.concerns import china_linked
from rules.guideline import ENABLING, HIGH, LEGAL, PRACTICE, Topic, guideline

what = activity.question("activity.kind")
stage = activity.question("activity.stage")
areas = activity.question("technology.areas")
field = activity.question("activity.field")
published = activity.question("technology.published")
control_list = activity.question("technology.control_list")
invented = activity.question("deal.invented_there")
filing = activity.question("deal.filing")

inventive = (
    china_linked & ~stage("ended") & what("research", "contract_research", "joint_lab", "licence") & ~published("all")
    & (~areas("none") | field("engineering", "computing", "life_technology"))
)


class IntellectualProperty(Topic):
    """Inventions and first filing

    Two countries look at an invention before it may be filed abroad: China at what was made there, the UK at what bears on defence."""

    @guideline(
        when=inventive & invented("yes") & filing("open"),
        finds="hold-foreign-filing", severity=HIGH, obligation=LEGAL, bound="whoever files, under Chinese patent law",
        sources=["chinese-patent-law art.19", "ipo-attache-china"], doors=["ipo_attache"],
    )
    def filing_order_is_open(self):
        """A step of the invention made on the mainland needs a Chinese review before the first filing anywhere else."""

    @guideline(
        when=inventive & invented("yes") & filing("filed"),
        finds="filed-without-review", severity=HIGH, obligation=LEGAL, bound="whoever filed, under Chinese patent law",
        sources=["chinese-patent-law art.19", "ipo-attache-china"], doors=["ipo_attache"],
    )
    def filed_abroad_first(self):
        """A filing abroad without the review can cost the Chinese patent; counsel can say what can still be mended."""

    @guideline(
        when=inventive & (areas("defence", "nuclear") | control_list("military")) & filing("open"),
        finds="file-in-the-uk-first", severity=HIGH, obligation=LEGAL, bound="any resident of the UK who files",
        sources=["patents-act-1977 s.22 and 23"],
    )
    def invention_bears_on_defence(self):
        """An invention that bears on military technology may not be filed abroad before the UK office has had its time."""

    @guideline(
        when=inventive & filing("settled") & ~activity.found(HIGH),
        finds="file-as-agreed", severity=ENABLING, obligation=PRACTICE,
        sources=["chinese-patent-law art.19", "ipo-attache-china"],
    )
    def filing_is_settled(self):
        """Where the order of filing is agreed and the places of work are on record, joint inventions can be protected in both countries."""

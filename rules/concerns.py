"""The concerns that several topics share. A concern of one topic only is named in that topic's module."""

from guidance.language.conditions import activity, organisation

china_linked = activity.concern("china_linked", "the partner is in, or controlled from, mainland China, Hong Kong or Macao")
defence_linked = activity.concern(
    "defence_linked", "the partner has links to the military, the security services or the defence industry"
)
sensitive_technology = activity.concern("sensitive_technology", "the work touches a sensitive or listed technology")
leaves_uk = activity.concern("leaves_uk", "something that is not public leaves the UK or can be reached from abroad")
state_partner = activity.concern("state_partner", "the partner is a Chinese state body or a state-owned company")
money_comes_in = activity.concern("money_comes_in", "the partner pays, gives or sponsors")
guarded_work = activity.concern("guarded_work", "the work is in a sensitive area, or is applied and not all public")
worth_stealing = organisation.concern(
    "worth_stealing",
    "sensitive unpublished work, defence work or data that can be reached from China is held here",
    "no sensitive unpublished work, defence work or data that can be reached from China is held here",
)

"""The kinds of mail, by the name of their template: which somebody may switch off, and how to call them on the screen.

Codes and what happens to an account do not pass here: those mails are always sent, and say so.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DIGEST = "digest"

KINDS: dict[str, str | Promise] = {
    "activity_cancelled": _("Een activiteit waar je heen ging gaat niet door"),
    "activity_changed": _("Een activiteit waar je heen gaat verandert"),
    "activity_offered": _("Er is een plek voor je vrij"),
    "activity_reminder": _("Vooraf: een activiteit waar je heen gaat"),
    "activity_signed_up": _("Je aanmelding voor een activiteit"),
    "activity_waiting": _("Je plaats op een wachtlijst"),
    "energy_asked": _("De vraag of je er energie van krijgt"),
    "energy_falls": _("De energie in je groep loopt terug"),
    "participation_waits": _("Iemand wacht op je antwoord"),
    "participation_welcomed": _("Je bent welkom bij een initiatief"),
    "participation_left": _("Iemand stopt bij wat jij trekt"),
    DIGEST: _("Het nieuws van wat je volgt"),
    "initiative_joined": _("Iemand doet mee met wat jij trekt"),
    "initiative_submitted": _("Een nieuw voorstel voor je platform"),
    "initiative_unheard": _("Een voorstel wacht op antwoord"),
    "initiative_published": _("Je voorstel staat op de site"),
    "initiative_look_back": _("Het is tijd om terug te kijken op een try-out"),
    "initiative_adrift": _("Een initiatief van je platform heeft geen trekker meer"),
    "initiative_resting": _("Waar je aan meedoet ligt even stil"),
    "initiative_stopped": _("Waar je aan meedeed stopt"),
    "initiative_finished": _("Waar je aan meedeed is afgerond"),
    "initiative_merged": _("Waar je aan meedoet gaat op in een ander initiatief"),
    "initiative_split": _("Uit iets waar je aan meedoet ontstaat een tweede initiatief"),
    "initiative_took_in": _("Een ander initiatief gaat op in wat jij trekt"),
    "initiative_moved": _("Een initiatief hoort nu bij een ander platform"),
    "handover_together": _("De vraag om iets samen te trekken"),
    "handover_over": _("De vraag om een sleutel over te nemen"),
    "handover_offered": _("Iemand wil trekken wat geen trekker heeft"),
    "handover_accepted": _("Een ja op je vraag over de sleutel"),
    "handover_declined": _("Een nee op je vraag over de sleutel"),
    "handover_welcome": _("Jij bent trekker geworden"),
    "move_asked": _("De vraag of een initiatief naar jullie mag verhuizen"),
    "merge_asked": _("De vraag of twee initiatieven samen mogen gaan"),
    "shift_answered": _("Het antwoord op je vraag aan een ander platform"),
    "shift_unheard": _("Een vraag van een ander platform wacht nog"),
    "membership_asked": _("Iemand wil lid worden van je platform"),
    "membership_waiting": _("Iemand wacht op antwoord van je platform"),
    "membership_accepted": _("Je bent lid geworden"),
    "objection_made": _("Een bezwaar om mee te beoordelen"),
    "objection_unheard": _("Een bezwaar wacht op antwoord"),
    "objection_heard": _("Iemand anders kijkt opnieuw naar een besluit van je platform"),
    "objection_settled": _("De uitkomst van een bezwaar"),
    "comment_answered": _("Iemand geeft antwoord op je reactie"),
    "comment_new": _("Reacties bij wat jij trekt of schreef"),
    "case_opened": _("Een tekst om te bekijken voor je platform"),
    "case_pressing": _("Drie meldingen over één tekst"),
    "case_unheard": _("Een tekst wacht op een blik van je platform"),
    "report_answered": _("De uitkomst van je melding"),
    "round_held": _("Een budgetronde waarin je een plan hebt ligt stil"),
    "panel_seated": _("Je plek in het panel van een ronde"),
    "request_chosen": _("Je plan is gekozen"),
    "round_needs_lot": _("Een budgetronde wacht op een loting"),
    "count_objection_made": _("Een bezwaar over een uitslag om te beoordelen"),
    "count_objection_heard": _("Iemand maakt bezwaar tegen een uitslag van je platform"),
    "request_granted": _("Je plan krijgt het geld"),
    "round_waits": _("Een budgetronde wacht op jullie"),
    "request_submitted": _("Een nieuw plan in een budgetronde"),
    "request_withdrawn": _("Een plan is ingetrokken"),
    "request_feasible": _("Je plan is haalbaar"),
    "request_took_in": _("Een ander plan komt bij het jouwe"),
    "carrier_yes": _("Iemand trekt je plan mee"),
    "carrier_no": _("Iemand trekt je plan niet mee"),
    "plan_promised": _("Geld is toegezegd voor je plan"),
    "plan_reported": _("Een eindverslag van een plan"),
    "plan_done": _("Je plan is afgerond"),
    "expense_handed_in": _("Een bon om te bekijken"),
    "expense_unheard": _("Een bon wacht nog"),
    "expense_booked": _("Je bon is geboekt"),
    "report_asked": _("De vraag om een eindverslag"),
    "round_closed": _("Een ronde waarin je een plan had is afgesloten"),
    "assessment_asked": _("De vraag om een plan te toetsen"),
    "assessment_replied": _("Een antwoord op je toets"),
}

OTHER = _("Iets waar jij bij hoort")

# Decisions about somebody, with their reason and the way to object: these always arrive.
ALWAYS = {
    "expense_refused",
    "count_objection_answered",
    "initiative_declined",
    "initiative_returned",
    "membership_declined",
    "membership_role",
    "objection_overturned",
    "objection_upheld",
    "participation_ended",
    "plan_lapsed",
    "platform_hidden",
    "request_incomplete",
    "request_lost",
    "request_merged",
    "request_refused",
    "request_reserve",
    "round_aborted",
    "round_rules_changed",
    "text_fine",
    "text_hidden",
    "text_placed",
    "text_reported",
    "text_restored",
    "text_warned",
}


def may_stop(kind: str) -> bool:
    return kind not in ALWAYS


def name_of(kind: str) -> str:
    return str(KINDS.get(kind, OTHER))

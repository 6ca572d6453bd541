"""How each thing that waits for somebody reads on their own page: its sentence, its button, and where that leads."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext


@dataclass(frozen=True)
class Said:
    """One kind: on which list, its sentence, its button, and where that leads."""

    of: str
    what: str | Promise
    button: str | Promise
    address: Callable[[str, int], str]


def at(name: str, *, pk: bool = False) -> Callable[[str, int], str]:
    """The address of this name, of the slug of a row; and of its number too."""
    return lambda slug, number: reverse(name, args=[slug, number] if pk else [slug])


def numbered(name: str) -> Callable[[str, int], str]:
    return lambda _slug, number: reverse(name, args=[number])


ANSWER, LOOK = gettext_lazy("Geef antwoord"), gettext_lazy("Bekijk")
HANDOVER, SHIFT = at("initiatives:handover", pk=True), at("initiatives:shift", pk=True)
PAGE = at("initiatives:detail")
SISTERS = numbered("platforms:peer_review")
KINDS = {
    "energy": Said("asked", gettext_lazy("Krijg je energie van ‘%(title)s’?"), ANSWER, at("initiatives:energy")),
    "together": Said("asked", gettext_lazy("Trek je ‘%(title)s’ mee?"), ANSWER, HANDOVER),
    "over": Said("asked", gettext_lazy("Neem je de sleutel van ‘%(title)s’ over?"), ANSWER, HANDOVER),
    "meet": Said(
        "asked",
        gettext_lazy("Wil je buren leren kennen in %(title)s?"),
        ANSWER,
        numbered("platforms:introduction"),
    ),
    "place": Said(
        "asked",
        gettext_lazy("Er is een plek voor je vrij bij ‘%(title)s’"),
        gettext_lazy("Neem of geef door"),
        at("initiatives:activity"),
    ),
    "welcome": Said("waits", "", gettext_lazy("Heet welkom"), at("initiatives:people")),
    "review": Said("waits", gettext_lazy("Kijk terug op de try-out van ‘%(title)s’"), gettext_lazy("Kijk terug"), PAGE),
    "report": Said(
        "waits",
        gettext_lazy("Hoe was ‘%(title)s’?"),
        gettext_lazy("Schrijf verslag"),
        at("initiatives:activity_report"),
    ),
    "falls": Said("waits", gettext_lazy("Hulp nodig, pauze of mooi afronden? ‘%(title)s’"), LOOK, PAGE),
    "offer": Said("waits", gettext_lazy("%(who)s wil ‘%(title)s’ trekken"), ANSWER, HANDOVER),
    "adrift": Said("waits", gettext_lazy("‘%(title)s’ heeft geen trekker meer"), LOOK, PAGE),
    "member": Said("waits", gettext_lazy("%(who)s wil lid worden van %(title)s"), ANSWER, at("platforms:members")),
    "proposal": Said("waits", gettext_lazy("Voorstel ‘%(title)s’ voor %(who)s"), LOOK, PAGE),
    "case": Said("waits", "", LOOK, lambda _slug, _number: reverse("admin:initiatives_case_changelist")),
    "buddy": Said("waits", gettext_lazy("%(title)s vraagt %(who)s als maatje"), ANSWER, at("platforms:buddy")),
    "move": Said("waits", gettext_lazy("Kan ‘%(title)s’ verhuizen naar %(who)s?"), ANSWER, SHIFT),
    "merge": Said("waits", gettext_lazy("Kan ‘%(title)s’ samen verder met ‘%(who)s’?"), ANSWER, SHIFT),
    "again": Said(
        "waits",
        gettext_lazy("Kijk opnieuw naar een besluit van %(title)s"),
        LOOK,
        numbered("admin:initiatives_objection_change"),
    ),
    "send": Said(
        "waits",
        gettext_lazy("De vraag ‘%(title)s’ aan %(who)s staat klaar om te versturen"),
        gettext_lazy("Verstuur"),
        at("initiatives:question"),
    ),
    "sign": Said(
        "waits",
        gettext_lazy("Tekent %(who)s mee onder ‘%(title)s’?"),
        gettext_lazy("Besluit"),
        at("initiatives:sign", pk=True),
    ),
    "right": Said(
        "waits",
        gettext_lazy("Klopt het register van %(title)s nog? Opnieuw bekijken op %(who)s"),
        LOOK,
        at("platforms:right"),
    ),
    "ruil": Said(
        "waits",
        gettext_lazy("%(who)s reageerde op ‘%(title)s’ op de ruilmarkt"),
        ANSWER,
        numbered("platforms:exchange"),
    ),
    "sister": Said("waits", gettext_lazy("%(title)s vraagt jullie een zusterblik"), ANSWER, SISTERS),
    "yes": Said(
        "waits", gettext_lazy("%(title)s zei ja tegen jullie zusterblik. Nu jullie nog"), gettext_lazy("Lees"), SISTERS
    ),
    "quote": Said(
        "waits",
        "",
        gettext_lazy("Kies"),
        lambda _slug, _number: f"{reverse('admin:initiatives_quote_changelist')}?chosen_at__isempty=1",
    ),
    "their_welcome": Said("others", "", LOOK, at("initiatives:people")),
    "their_review": Said("others", gettext_lazy("Terugkijken op de try-out van ‘%(title)s’"), LOOK, PAGE),
    "submitted": Said("awaited", gettext_lazy("Je voorstel ‘%(title)s’ ligt bij %(who)s"), LOOK, PAGE),
    "joined": Said(
        "awaited", gettext_lazy("Je deed mee met ‘%(title)s’ en hoort nog wanneer je kunt beginnen"), LOOK, PAGE
    ),
    "knocked": Said(
        "awaited", gettext_lazy("Je vroeg om lid te worden van %(title)s"), LOOK, at("platforms:membership")
    ),
    "draft": Said("drafts", "%(title)s", gettext_lazy("Ga verder"), at("initiatives:edit")),
    "returned": Said(
        "drafts",
        gettext_lazy("‘%(title)s’ kwam terug met een vraag"),
        gettext_lazy("Pas aan"),
        at("initiatives:edit"),
    ),
    "question": Said(
        "drafts", gettext_lazy("Vraag aan %(who)s: ‘%(title)s’"), gettext_lazy("Ga verder"), at("initiatives:question")
    ),
    "idea": Said("awaited", gettext_lazy("Je veranderidee ‘%(title)s’"), LOOK, at("initiatives:idea")),
    "unanswered": Said(
        "awaited", gettext_lazy("Jullie vraag ‘%(title)s’ ligt bij %(who)s"), LOOK, at("initiatives:question")
    ),
    "belongs": Said("platforms", "%(title)s", "", at("platforms:platform")),
    "my_key": Said("awaited", gettext_lazy("Je vroeg over de sleutel van ‘%(title)s’"), LOOK, HANDOVER),
    "my_shift": Said("awaited", gettext_lazy("Je vroeg een ander platform over ‘%(title)s’"), LOOK, SHIFT),
    "my_objection": Said("awaited", gettext_lazy("Je vroeg om opnieuw te kijken naar ‘%(title)s’"), LOOK, PAGE),
    "my_case": Said(
        "awaited",
        gettext_lazy("Je vroeg om opnieuw te kijken naar een besluit over je tekst"),
        LOOK,
        numbered("initiatives:decision"),
    ),
}


def counted(kind: str, number: int) -> str:
    if kind == "case":
        return ngettext("%(number)d tekst om te bekijken", "%(number)d teksten om te bekijken", number)
    if kind == "quote":
        return ngettext(
            "%(number)d zin om te kiezen voor het waardeblad",
            "%(number)d zinnen om te kiezen voor het waardeblad",
            number,
        )
    if kind == "their_welcome":
        return ngettext(
            "%(number)d mens wacht op een welkom bij ‘%(title)s’",
            "%(number)d mensen wachten op een welkom bij ‘%(title)s’",
            number,
        )
    return ngettext(
        "%(number)d mens wacht op je welkom bij ‘%(title)s’",
        "%(number)d mensen wachten op je welkom bij ‘%(title)s’",
        number,
    )

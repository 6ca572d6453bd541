"""What the desk does with a page besides writing: each verb on its own page, with its own form."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coalitie.lib.scoped_admin import ReasonForm, Verb
from coalitie.lib.text import TextField
from coalitie.pages import actions
from coalitie.pages.forms import KeepForm, PlaceForm, PublishForm, PublishVersionForm, WithdrawForm
from coalitie.pages.models import Page, Version
from coalitie.people.models import User


class NoForm(forms.Form):
    """For a verb that asks nothing: only the button."""


class PreviewsForm(forms.Form):
    turn = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class BackForm(ReasonForm):
    reason = TextField(
        label=_("Wat moet er nog gebeuren?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )


def languages_of(page: Page, user: User) -> dict[str, Any]:
    return {"codes": sorted(set(page.versions.values_list("language", flat=True)))}


def not_yet_shown(page: Page, user: User) -> dict[str, Any]:
    """The newest words in each language, where visitors read older ones or none."""
    newest = page.versions.newest()
    return {"versions": Version.objects.filter(pk__in=newest.values("pk"), public_from=None).order_by("language")}


def place_of(page: Page, user: User) -> dict[str, Any]:
    parents = Page.objects.exclude(pk=page.pk).exclude(path__startswith=f"{page.path}/").order_by("path")
    return {"initial": {"parent": page.parent_id, "slug": page.slug, "position": page.position}, "parents": parents}


def turn_of(page: Page, user: User) -> dict[str, Any]:
    return {"initial": {"turn": page.preview_turn}}


def publish_version(page: Page, *, by: User, version: Version, at: datetime | None) -> None:
    if version.page_id != page.pk:
        raise ValidationError(_("Deze versie is van een andere pagina."))
    version.page = page
    actions.publish_version(version, by=by, at=at)


VERBS = [
    Verb(
        "submit",
        _("Ter controle leggen"),
        actions.submit,
        _("De pagina ligt ter controle. Je collega’s kregen een mail."),
        _("Je collega’s krijgen een mail. Een van hen publiceert de pagina, of geeft hem terug met een opmerking."),
        NoForm,
    ),
    Verb(
        "give_back",
        _("Teruggeven"),
        Page.give_back,
        _("De pagina is weer een concept."),
        _("De pagina wordt weer een concept. Wat je schrijft, staat in de geschiedenis."),
        BackForm,
    ),
    Verb(
        "publish",
        _("Publiceren"),
        actions.publish,
        _("De pagina is gepubliceerd of gepland."),
        _("De nieuwste tekst komt op de site: nu, of op het moment dat je kiest."),
        PublishForm,
        _("Deze pagina staat al op de site."),
        context=languages_of,
    ),
    Verb(
        "publish_version",
        _("Nieuwe tekst publiceren"),
        publish_version,
        _("De nieuwe tekst is gepubliceerd of gepland."),
        _("Bezoekers lezen nog de vorige tekst. Zo komt de nieuwe op de site."),
        PublishVersionForm,
        _("Publiceer eerst de pagina zelf."),
        context=not_yet_shown,
    ),
    Verb(
        "end_previews",
        _("Links naar het voorbeeld intrekken"),
        Page.end_previews,
        _("De links die je gaf, werken niet meer. Hieronder staat een nieuwe."),
        _("Iedereen die een link naar een voorbeeld van deze pagina kreeg, ziet het voorbeeld dan niet meer."),
        PreviewsForm,
        needs="edit",
        context=turn_of,
    ),
    Verb("unplan", _("Niet meer plannen"), Page.unplan, _("De pagina is weer een concept."), form=NoForm),
    Verb(
        "keep",
        _("Nagekeken: nog actueel"),
        Page.keep,
        _("Bedankt voor het nakijken."),
        _("Klopt alles nog? Kies wanneer iemand weer kijkt."),
        KeepForm,
        _("Deze pagina staat niet op de site."),
    ),
    Verb(
        "move",
        _("Verplaatsen"),
        actions.relocate,
        _("De pagina heeft een nieuwe plaats. Het oude adres leidt erheen."),
        _("Wat onder de pagina valt, verhuist mee. Alle oude adressen blijven werken."),
        PlaceForm,
        context=place_of,
    ),
    Verb(
        "withdraw",
        _("Intrekken"),
        Page.withdraw,
        _("De pagina is ingetrokken, of gaat eraf op het moment dat je koos."),
        _("Bezoekers zien de pagina dan niet meer. De tekst en alle versies blijven bewaard."),
        WithdrawForm,
        _("Deze pagina is al ingetrokken."),
    ),
]

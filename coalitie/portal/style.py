"""The place where design is discussed: every component in every state, with invented sample data."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

VALUES = [
    {"slug": "eigenaarschap", "title": "Eigenaarschap", "line": "De buurt is van wie er woont."},
    {"slug": "zorg", "title": "Zorg", "line": "We letten op elkaar, en op wie het zwaar heeft."},
    {"slug": "inclusiviteit", "title": "Inclusiviteit", "line": "Wie weinig gehoord wordt, praat en doet mee."},
    {"slug": "initiatief", "title": "Initiatief", "line": "Zie je iets beters? Probeer het uit."},
    {"slug": "zelforganisatie", "title": "Zelforganisatie", "line": "We regelen het samen, van onderop."},
]
INKS = ["ink", "ink-soft", "link", "line-strong", "line", "paper", "paper-raised", "paper-sunken", "energy"]
ICONS = [
    *("search", "menu", "x", "arrow-right", "arrow-left", "map-pin", "users", "calendar", "check", "triangle-alert"),
    *("info", "mail", "user", "plus", "printer", "phone", "pencil", "clock", "sun", "package", "lightbulb"),
    *("hand-helping", "log-out", "external-link"),
]


class SampleForm(forms.Form):
    title = forms.CharField(
        label=_("Hoe heet je initiatief?"), help_text=_("Kort en herkenbaar. Dit staat op de poster."), max_length=80
    )
    email = forms.EmailField(label=_("Je e-mailadres"), help_text=_("Zo kunnen we je antwoorden."))
    story = forms.CharField(label=_("Wat wil je doen?"), max_length=2000, widget=forms.Textarea, required=False)
    part = forms.ChoiceField(label=_("In welk stadsdeel?"), choices=[("", "Kies een stadsdeel"), ("n", "Noord")])
    role = forms.ChoiceField(
        label=_("Hoe doe je mee?"),
        choices=[
            ("doener", "Ik steek mijn handen uit de mouwen"),
            ("meedenker", "Ik denk mee"),
            ("plek", "Ik heb een plek"),
        ],
        widget=forms.RadioSelect,
    )
    values = forms.MultipleChoiceField(
        label=_("Welke waarden horen erbij?"),
        choices=[(value["slug"], value["title"]) for value in VALUES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    day = forms.DateField(label=_("Wanneer begin je?"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    picture = forms.ImageField(label=_("Een foto"), help_text=_("JPEG of PNG, hooguit 8 MB."), required=False)
    sixteen = forms.BooleanField(label=_("Ik ben 16 jaar of ouder"))
    fixed = forms.CharField(label=_("Buurt"), initial="Van der Pekbuurt", disabled=True, required=False)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/style.html", samples())


def samples() -> dict[str, Any]:
    wrong = SampleForm({"fout-email": "fatma@", "fout-role": "plek", "fout-title": "Soep op woensdag"}, prefix="fout")
    wrong.full_clean()
    return {
        "values": VALUES,
        "inks": INKS,
        "icons": ICONS,
        "form": SampleForm(initial={"role": "doener", "values": ["zorg"]}),
        "wrong": wrong,
        "tabs": [
            {"title": "Prikbord", "url": "#tabs", "count": None, "current": True},
            {"title": "Initiatieven", "url": "#tabs", "count": 12, "current": False},
            {"title": "Mensen", "url": "#tabs", "count": 48, "current": False},
            {"title": "Over ons", "url": "#tabs", "count": None, "current": False},
        ],
        "first": Paginator(range(300), 10).page(1),
        "middle": Paginator(range(300), 10).page(14),
        "filters": [
            {"title": "Alle fasen", "url": "#filters", "current": False},
            {"title": "Zoekt mensen", "url": "#filters", "current": True},
            {"title": "Bezig", "url": "#filters", "current": False},
            {"title": "Gelukt", "url": "#filters", "current": False},
        ],
        "facts": [
            {"term": "Sinds", "text": "5 februari 2026"},
            {"term": "Rechtsvorm", "text": "Zwermcoalitie, zonder statuten"},
            {"term": "Spreekuur", "text": "donderdag, 19.30 uur, in de buurtkamer aan de Mosveldstraat"},
            {"term": "Mail", "text": "hallo@pekkers.example", "url": "mailto:hallo@pekkers.example"},
        ],
        "steps": [
            {"title": "Signaal", "state": "done"},
            {"title": "Startgroep", "state": "done"},
            {"title": "In de kweekvijver", "state": "now"},
            {"title": "Buurtplatform", "state": "later"},
        ],
        "means_dots": [(10 + 20 * at, name) for at, name in enumerate(["has"] * 3 + ["needs"] * 2 + ["offers"])],
        "platforms": PLATFORMS,
        "initiatives": INITIATIVES,
        "tracks": TRACKS,
        "activities": ACTIVITIES,
        "photos": PHOTOS,
        "result": RESULT,
        "question_sums": {"open": 7, "longest": 143, "answered": 5, "in_time": 3, "median": 29},
        "questions": QUESTIONS,
        "ideas": IDEAS,
        "things": THINGS,
        "documents": DOCUMENTS,
        "posts": POSTS,
        "figure": {"label": "bewoonde buurten", "rule": "buurten met meer dan 40 huishoudens"},
        "value_card": {"slug": "zorg", "words": VALUES[1], "get_absolute_url": "#opgeschreven"},
        "groups": [(PLATFORMS[1], 3, "3 van de 8 stappen gezet"), (PLATFORMS[2], 0, "0 van de 8 stappen gezet")],
    }


# As the cards of platforms and initiatives ask for them.
PLATFORMS = [
    {
        "name": "De Pekkers",
        "get_absolute_url": "#kaarten",
        "slug": "de-pekkers",
        "area_names": "Van der Pekbuurt en Bloemenbuurt",
        "stage": "platform",
        "get_stage_display": "Buurtplatform",
        "summary": "Elke woensdag soep, elke maand een plan.",
        "members_in_words": "48 leden",
        "open_in_words": "3 initiatieven zoeken mensen",
        "value_slugs": ["zorg", "eigenaarschap"],
    },
    {
        "name": "Zwerm Geuzenveld",
        "get_absolute_url": "#kaarten",
        "slug": "zwerm-geuzenveld",
        "area_names": "Geuzenveld-Slotermeer",
        "stage": "nursery",
        "get_stage_display": "In de kweekvijver",
        "summary": "Vier straten die elkaar net hebben gevonden.",
        "members_in_words": "7 leden",
        "open_in_words": "",
        "value_slugs": [],
    },
    {
        "name": "Bewonersplatform Oostelijk Havengebied en Omstreken",
        "get_absolute_url": "#kaarten",
        "slug": "havengebied",
        "area_names": "Sporenburg, Borneo, Java-eiland en 4 andere buurten",
        "stage": "resting",
        "get_stage_display": "Rustend",
        "summary": "",
        "members_in_words": "1 lid",
        "open_in_words": "",
        "value_slugs": ["inclusiviteit", "zelforganisatie"],
    },
]
# The way of an initiative: each stage, and whether it is past, here or to come.
TRACKS = [
    ({"label": "Idee"}, "past"),
    ({"label": "Zoekt mensen"}, "past"),
    ({"label": "Proberen"}, "here"),
    ({"label": "Loopt"}, "ahead"),
    ({"label": "Afgerond"}, "ahead"),
]
# As a row of the agenda asks for them.
ACTIVITIES = [
    {
        "title": "Samen soep koken",
        "get_absolute_url": "#agenda",
        "day_parts": ("wo", 25, "nov"),
        "when": "woensdag 25 november 2026, 17.00 – 20.00 uur",
        "where": "Buurtkamer, Mosveldstraat 12, Van der Pekbuurt",
        "platform": {"name": "De Pekkers"},
        "room": "nog 3 plekken",
        "free": 3,
        "is_step_free": True,
        "childcare": True,
    },
    {
        "title": "Spreekuur over je energierekening",
        "get_absolute_url": "#agenda",
        "day_parts": ("do", 26, "nov"),
        "when": "donderdag 26 november 2026, 19.30 – 21.00 uur",
        "where": "Bibliotheek, Banne Buiksloot",
        "initiative_id": 1,
        "initiative": {"title": "Warme huizen"},
        "platform": {"name": "De Pekkers"},
        "room": "vol, er is een wachtlijst",
        "free": 0,
    },
    {
        "title": "Wandeling langs de bomen",
        "get_absolute_url": "#agenda",
        "day_parts": ("za", 28, "nov"),
        "when": "zaterdag 28 november 2026, 14.00 – 16.00 uur",
        "where": "Noorderpark, bij de kiosk",
        "platform": {"name": "Zwerm Geuzenveld"},
        "cancelled_at": True,
    },
]
# Photos that are not there: to be made, and given up. ``why`` is for the one who put it there.
PHOTOS = [
    {"alt": "Vijf buren planten bollen langs de stoep", "width": 1600, "height": 1067},
    {
        "alt": "De nieuwe bank voor de bibliotheek",
        "width": 1600,
        "height": 1067,
        "why_not": "Deze foto was te zwaar om klaar te maken. Maak hem eerst kleiner en kies hem dan opnieuw.",
    },
]
RESULT = {
    "has_numbers": True,
    "people": 390,
    "hours": 310,
    "cost": 1250.5,
    "get_counting_display": "geschat door de trekkers",
}
INITIATIVES = [
    {
        "title": "Een bankje bij de bushalte",
        "get_absolute_url": "#kaarten",
        "where": "Banne Buiksloot",
        "summary": "Wie op de bus wacht, staat nu in de regen. We timmeren een bank met een dak.",
        "asked": "iemand met een boormachine",
        "people": 4,
        "heads": range(4),
        "people_in_words": "4 doen mee",
        "stage": {"label": "Open", "badge": "energy"},
    },
    {
        "title": "Meertalig spreekuur voor post van instanties, elke dinsdagochtend",
        "get_absolute_url": "#kaarten",
        "where": "Bijlmer Centrum",
        "summary": "Yaa, Şerife en Ömer Çağlar lezen je post met je mee en bellen als het moet.",
        "asked": "",
        "people": 15,
        "heads": range(12),
        "people_in_words": "15 doen mee",
        "stage": {"label": "Bezig", "badge": "good"},
    },
    {
        "title": "Kippenren",
        "get_absolute_url": "#kaarten",
        "where": "Betondorp",
        "summary": "Eieren van om de hoek.",
        "asked": "een stukje grond en gaas",
        "people": 0,
        "heads": range(0),
        "people_in_words": "",
        "stage": {"label": "Open", "badge": "energy"},
    },
]
# As a row of the questions that wait asks for them.
QUESTIONS = [
    {
        "title": "Wanneer brandt het licht in de tunnel weer?",
        "get_absolute_url": "#coalitie",
        "days": 143,
        "days_unit": "dagen",
        "tone": "late",
        "who": "De Pekkers en 1 ander platform aan een stadsdeel",
        "state_words": "Wacht sinds 4 juli 2026. De termijn liep af op 15 augustus 2026.",
        "line": {"filled": 100, "term": 29, "late": True, "done": False, "words": "143 dagen, over de termijn"},
    },
    {
        "title": "Mogen de bankjes blijven staan?",
        "get_absolute_url": "#coalitie",
        "days": 29,
        "days_unit": "dagen",
        "tone": "good",
        "who": "Zwerm Geuzenveld aan een corporatie",
        "state_words": "Op tijd beantwoord, op 18 september 2026.",
        "line": {"filled": 55, "term": 80, "late": False, "done": True, "words": "29 dagen, binnen de termijn"},
    },
]
# As the cards of change ideas ask for them.
IDEAS = [
    {
        "title": "Eén melding voor een lange tafel op straat",
        "get_absolute_url": "#coalitie",
        "what": "Voor een maaltijd met de straat vragen drie loketten drie formulieren.",
        "get_theme_display": "Vergunningen en meldingen",
        "at": {"label": "Aangenomen", "badge": "good"},
        "known_word": "Herkend door",
        "known_by": "De Pekkers, Zwerm Geuzenveld",
    },
    {
        "title": "Geveltuin zonder tekening",
        "get_absolute_url": "#coalitie",
        "what": "Voor vier stoeptegels vroeg het loket een tekening op schaal.",
        "get_theme_display": "Straat, groen en plein",
        "at": {"label": "Verzameld", "badge": "open"},
        "known_by": "",
    },
]
# What a platform has, seeks and offers.
DOCUMENTS = [
    {
        "kind": "PDF",
        "title": "Werkafspraken met het stadsdeel",
        "get_absolute_url": "#opgeschreven",
        "language": "nl",
        "direction": "ltr",
        "owner": "De Pekkers",
        "dated": date(2026, 3, 5),
        "size": 184_000,
        "summary": "Wie wanneer aan tafel zit, en wat er met een vraag gebeurt.",
        "status": "in_force",
        "get_status_display": "Geldt",
    },
    {
        "kind": "ODT",
        "title": "Neighbours at the table",
        "get_absolute_url": "#opgeschreven",
        "language": "en",
        "direction": "ltr",
        "owner": "De coalitie",
        "dated": date(2025, 11, 20),
        "size": 52_000,
        "status": "expired",
        "get_status_display": "Verlopen",
        "get_language_display": "English",
    },
]
POSTS = [
    {
        "title": "De soep staat weer op tafel",
        "get_absolute_url": "#opgeschreven",
        "summary": "Vanaf woensdag koken we elke week, om half zes.",
        "publish_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "platform": {"name": "De Pekkers"},
    },
    {
        "title": "Drie buurten zoeken een maatje",
        "get_absolute_url": "#opgeschreven",
        "summary": "Loop jij met een nieuwe groep mee?",
        "publish_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
    },
]
THINGS = [
    {"pk": "hebben", "direction": "has", "title": "Sleutel van de gymzaal"},
    {"pk": "zoeken", "direction": "needs", "title": "Iemand die een huurcontract kan lezen"},
    {"pk": "bieden", "direction": "offers", "title": "Zaal voor dertig mensen", "words": "Afwassen is de huur."},
]

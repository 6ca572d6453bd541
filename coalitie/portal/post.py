"""Every mail the site sends, to be looked at: as text and as HTML, with sample data, on ``/stijl/post/``.

A notice needs no line here as long as its words stand in ``SAMPLE``. A test fails when one does not.
"""

from collections.abc import Collection

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from coalitie.activity.kinds import DIGEST, may_stop, name_of
from coalitie.activity.letter import Item, item, letter_for
from coalitie.activity.things import Thing
from coalitie.lib.mail import compose, html_of, said
from coalitie.people.models import User

TITLE = "Een bankje bij de bushalte"
WORDS = "De stoep is daar te smal. Schuif het twee meter op, dan kan een rolstoel erlangs."
SAMPLE: dict[str, object] = {
    "amount": "€ 640",
    "answer": "Ik woon hier net en help graag op zaterdag.",
    "answer_by": "zaterdag 14 maart 2026, 12.00 uur",
    "before": "zaterdag 7 maart 2026, 10.00 uur",
    "bit": f"{settings.SITE_URL}/initiatieven/",
    "body": "Woningcorporatie De Dageraad",
    "books": f"{settings.SITE_URL}/buurtbudget/",
    "buurt": "Planciusbuurt-Noord",
    "calendar": f"{settings.SITE_URL}/agenda/",
    "code": "1234 5678",
    "contact": settings.CONTACT_EMAIL,
    "day": "zaterdag 14 maart",
    "days": 45,
    "desk": f"{settings.SITE_URL}/beheer/",
    "decision": f"{settings.SITE_URL}/initiatieven/",
    "due": "zaterdag 7 maart",
    "following": f"{settings.SITE_URL}/mijn/volgen/",
    "gone": "Nog een bankje",
    "group": "Startgroep Planciusbuurt-Noord",
    "join": f"{settings.SITE_URL}/initiatieven/",
    "kind": "reactie",
    "left": "Het Dapper Verbond",
    "less": True,
    "line": "Ik heb een boormachine en zaterdag de tijd.",
    "link": f"{settings.SITE_URL}/initiatieven/",
    "masked": "a…@example.org",
    "more": "En nog 2 andere.",
    "name": "Noor",
    "newcomer": "Sem",
    "news": f"{settings.SITE_URL}/mijn/berichten/",
    "no": f"{settings.SITE_URL}/initiatieven/",
    "number": 3,
    "objection": f"{settings.SITE_URL}/initiatieven/",
    "offer": True,
    "origin": "De straat van morgen",
    "other": "Nog een bankje",
    "outcome": "toch geplaatst",
    "over": True,
    "party": 2,
    "place": "Buurthuis De Pont",
    "platform": "Het Dapper Verbond",
    "plans": "3. Bank onder de grote boom\n5. Voedselbos, het eerste stuk",
    "promised": "zaterdag 7 maart",
    "purpose": "zes lashelmen",
    "question": "Wat zou jij als eerste anders doen in de straat?",
    "quote": WORDS,
    "quotes": f"‘{WORDS}’",
    "reason": WORDS,
    "reason_given": WORDS,
    "result": "de telling klopt",
    "role": "doener",
    "round": "Lente in de buurt",
    "rule": "Blijf bij het onderwerp",
    "runs_desk": True,
    "said": WORDS,
    "say_it": f"{settings.SITE_URL}/initiatieven/",
    "signer": "De Kolenkit Kookt Over",
    "stage": "In behandeling",
    "standing": "Proeftuin",
    "story": "Drie plannen zijn klaar. Er is 97 euro over; dat blijft in de pot.",
    "summary": "Twee bankjes waar je even kunt zitten.",
    "thanks": "Dank aan iedereen die meetimmerde.",
    "title": TITLE,
    "to": "De Kolenkit Kookt Over",
    "versions": f"{settings.SITE_URL}/buurtbudget/",
    "what": "Je account heeft er een passkey bij",
    "when": "zaterdag 14 maart 2026, 10.00 uur",
    "who": "Sem",
    "why": WORDS,
    "writer": "Sem",
    "yes": f"{settings.SITE_URL}/initiatieven/",
}
NEWS = [
    ("Een bankje bij de bushalte", ["3 mensen doen mee", "1 nieuw bericht"]),
    ("Soep op dinsdag", ["begint een try-out"]),
    ("Het Dapper Verbond", ["2 nieuwe leden"]),
]
# The mail brings its own style and nothing else: no scripts, no pictures, no forms, and no way to the page around it.
IN_A_BOX: dict[str, Collection[str]] = {
    "sandbox": "",
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
}


@require_safe
def post(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/post.html", {"mails": [(name, title_of(name)) for name in names()]})


@require_safe
@csp_override({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})  # type: ignore[dict-item]
def mail(request: HttpRequest, name: str) -> HttpResponse:
    message = sample(name)
    context = {"name": name, "mail": message, "kind": name_of(name) if may_stop(name) else ""}
    return render(request, "portal/post_mail.html", context)


@require_safe
@xframe_options_sameorigin
@csp_override(IN_A_BOX)
def html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(html_of(sample(name)))


def names() -> list[str]:
    found = (settings.BASE_DIR / "templates" / "notices").glob("*.txt")
    return sorted(path.stem for path in found if not path.stem.startswith("_"))


def title_of(name: str) -> str:
    return str(sample(name).subject)


def sample(name: str) -> EmailMultiAlternatives:
    if name not in names():
        raise Http404
    if name == DIGEST:
        return digest()
    stop = f"{settings.SITE_URL}/mijn/volgen/" if may_stop(name) else ""
    return compose(name, to="", context=SAMPLE, reason=said("je dit initiatief trekt"), stop=stop)


def digest() -> EmailMultiAlternatives:
    """As the worker writes it, for somebody who does not exist."""
    told = [item(Thing(0, title, "/initiatieven/", "", {}), words) for title, words in NEWS]
    row = letter_for(User(pk=0, email="", display_name="Noor"), [one for one in told if isinstance(one, Item)]).mail
    message = EmailMultiAlternatives(row.subject, row.text)
    message.attach_alternative(row.html, "text/html")
    return message

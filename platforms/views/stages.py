"""How a platform grew, and the verbs that change its stage: rest, wake, and grow with the word of the buddy."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib.access import require
from coalitie.people.access import signed_in
from coalitie.people.parked import for_residents
from platforms.forms_nursery import StageForm
from platforms.introducing import grow
from platforms.models import NEXT, Platform, Stage
from platforms.views.platforms import frame


@dataclass(frozen=True)
class StageVerb:
    """One way to another stage, as its page says it."""

    needs: str
    run: Callable[..., None]
    title: str | Promise
    explain: str | Promise
    button: str | Promise
    done: str | Promise
    why_not: str | Promise


VERBS = {
    "rusten": StageVerb(
        "rest",
        Platform.rest,
        gettext_lazy("Even rusten"),
        gettext_lazy(
            "Rusten hoort erbij. Alles wat jullie maakten blijft staan, iedereen blijft lid, en met één druk op de "
            "knop zijn jullie weer wakker."
        ),
        gettext_lazy("Ga rusten"),
        gettext_lazy("Rust maar uit. Wakker worden kan altijd."),
        gettext_lazy("Alleen een coördinator laat het platform rusten, en alleen als het wakker is."),
    ),
    "wakker": StageVerb(
        "wake",
        Platform.wake,
        gettext_lazy("Weer wakker worden"),
        gettext_lazy("Fijn dat er weer zin is. Jullie gaan verder in de fase waarin jullie gingen rusten."),
        gettext_lazy("Word wakker"),
        gettext_lazy("Goedemorgen! Jullie staan weer op de kaart."),
        gettext_lazy("Alleen een coördinator maakt het platform wakker, en alleen als het rust."),
    ),
    "groeien": StageVerb(
        "grow",
        grow,
        gettext_lazy("Een fase verder"),
        gettext_lazy("Jullie maatje vindt jullie er klaar voor. Jullie kiezen zelf wanneer."),
        gettext_lazy("Ga een fase verder"),
        gettext_lazy("Gefeliciteerd! Jullie zijn een fase verder."),
        gettext_lazy(
            "Een fase verder gaat een coördinator, met het woord van het maatje voor die fase. Het coalitieteam kan "
            "het ook."
        ),
    ),
}


@require_safe
def stages(request: HttpRequest, slug: str) -> HttpResponse:
    """Each change with its day and its reason, the last one on top."""
    found, context = frame(request, slug, tab="")
    changes = found.stage_changes.visible_to(request.user).latest_first()
    verbs = [(word, verb) for word, verb in VERBS.items() if verb.needs in context["may"]]
    return render(request, "platforms/nursery/stages.html", context | {"changes": list(changes), "verbs": verbs})


@for_residents(gettext_lazy("De fase van een platform veranderen"))
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    found, context = frame(request, slug, tab="")
    require(chosen.needs, context["may"], str(chosen.why_not))
    form = StageForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and did(chosen, found, form, request):
        messages.success(request, str(chosen.done))
        return redirect("platforms:stages", slug)
    context |= {"form": form, "verb": chosen, "word": verb, "to": destination(found, verb)}
    return render(request, "platforms/nursery/change.html", context, status=422 if form.is_bound else 200)


def did(verb: StageVerb, found: Platform, form: StageForm, request: HttpRequest) -> bool:
    """False for a day that cannot be; the form says why."""
    try:
        verb.run(found, by=signed_in(request), **form.cleaned_data)
    except ValidationError as error:
        form.add_error("since", error)
        return False
    return True


def destination(found: Any, verb: str) -> str:
    to = NEXT.get(Stage(found.stage)) if verb == "groeien" else None
    return _("De nieuwe fase is: %(stage)s.") % {"stage": to.label} if to else ""

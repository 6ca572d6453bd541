"""Putting right what was written down wrong about a question. Everybody sees what it said and why it changed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coalitie.lib.access import require
from coalitie.people.access import signed_in
from initiatives.access import of_question
from initiatives.forms.question import CorrectForm
from initiatives.models import correct
from initiatives.models.correcting import parts
from initiatives.views.question import DESK_ONLY, OF_ASKER, load


@require_safe
@OF_ASKER
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    question = load(request, slug)
    require("correct", of_question(request.user, question), str(DESK_ONLY))
    return render(request, "questions/correct.html", {"question": question, "parts": parts(question)})


@require_http_methods(["GET", "POST"])
@OF_ASKER
def one(request: HttpRequest, slug: str, word: str) -> HttpResponse:
    question = load(request, slug)
    require("correct", of_question(request.user, question), str(DESK_ONLY))
    part = next((each for each in parts(question) if each.word == word), None)
    if part is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = CorrectForm(sent, question=question, part=part)
    if form.is_valid():
        correct(question, word, by=signed_in(request), **form.cleaned_data)
        messages.success(request, _("Verbeterd. Wat er eerst stond, staat onderaan de pagina."))
        return redirect(question)
    context = {"question": question, "part": part, "form": form}
    return render(request, "questions/correct_one.html", context, status=422 if form.is_bound else 200)

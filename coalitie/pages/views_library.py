"""The library and its short addresses, for everybody."""

import logging
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db import Error
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coalitie.lib import files
from coalitie.lib.dates import day
from coalitie.lib.text import LineField
from coalitie.pages.access_library import of_document
from coalitie.pages.models import Document, DocumentLanguage, DocumentStatus, ShortLink
from coalitie.pages.models.document import FOLDER, HEAVY

PER_PAGE = 20
log = logging.getLogger(__name__)


class FindForm(forms.Form):
    """What stands in the address of the list. What makes no sense there is left out."""

    zoek = LineField(label=_("Zoek in de documenten"), max_length=80, required=False)
    stand = forms.ChoiceField(choices=[("", ""), *DocumentStatus.choices], required=False)
    taal = forms.ChoiceField(choices=[("", ""), *DocumentLanguage.choices], required=False)
    oud = forms.BooleanField(required=False)
    pagina = forms.IntegerField(min_value=1, max_value=10_000, required=False)


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET)
    form.full_clean()
    asked: dict[str, Any] = form.cleaned_data
    words = asked.get("zoek", "")
    rows = Document.objects.visible_to(request.user).standing()
    shown = rows if asked.get("oud") or words else rows.current()
    found = shown.matching(words) if words else shown
    if asked.get("stand"):
        found = found.filter(status=asked["stand"])
    if asked.get("taal"):
        found = found.filter(language=asked["taal"])
    page = Paginator(found.for_rows(), PER_PAGE).get_page(asked.get("pagina") or 1)
    total = page.paginator.count
    context = {
        "form": form,
        "words": words,
        "page": page,
        "status": asked.get("stand", ""),
        "language": asked.get("taal", ""),
        "old": bool(asked.get("oud")),
        "filters": filters(shown, request),
        "narrowed": bool(words or asked.get("stand") or asked.get("taal")),
        "query": kept(request),
        "counted": ngettext("%(number)d document", "%(number)d documenten", total) % {"number": total},
    }
    return render(request, "documents/index.html", context, status=422 if "zoek" in form.errors else 200)


def filters(rows: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """One line of links: all, then each state and language that some document has."""
    asked = {name: request.GET[name] for name in ("zoek", "oud") if request.GET.get(name)}
    states = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    tongues = dict(rows.order_by().values_list("language").annotate(n=Count("pk")))
    choices: list[tuple[str, str, str]] = [("", "", str(_("Alles")))]
    choices += [("stand", one.value, str(one.label)) for one in DocumentStatus if one in states]
    if len(tongues) > 1:
        choices += [("taal", one.value, str(one.label)) for one in DocumentLanguage if one in tongues]
    now = {name: request.GET.get(name, "") for name in ("stand", "taal")}
    return [
        {
            "title": title,
            "url": address(asked | ({name: value} if name else {})),
            "current": now.get(name) == value if name else not any(now.values()),
        }
        for name, value, title in choices
    ]


def address(asked: dict[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else reverse("library:documents")


def kept(request: HttpRequest) -> str:
    """What the pager carries along."""
    asked = {name: request.GET[name] for name in ("zoek", "stand", "taal", "oud") if request.GET.get(name)}
    return f"{urlencode(asked)}&" if asked else ""


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Document.objects.visible_to(request.user).select_related("replaces", "replaced_by")
    rows = rows.defer(*HEAVY, *(f"{of}__{name}" for of in ("replaces", "replaced_by") for name in HEAVY))
    document = get_object_or_404(rows, slug=slug)
    may = of_document(request.user, document)
    seen = Document.objects.visible_to(request.user)
    newer = getattr(document, "replaced_by", None)
    older = document.replaces if document.replaces and seen.filter(pk=document.replaces.pk).exists() else None
    context = {
        "document": document,
        "may": may,
        "facts": facts(document, older),
        "weight": weight(document),
        "newer": newer if newer and seen.filter(pk=newer.pk).exists() else None,
    }
    return render(request, "documents/detail.html", context)


def facts(document: Document, older: Document | None) -> list[dict[str, str]]:
    rows = [
        (_("Van wie"), document.owner, ""),
        (_("Datum"), day(document.dated), ""),
        (_("Stand"), document.get_status_display(), ""),
        (_("Taal"), document.get_language_display(), ""),
        (_("Op de site sinds"), day(document.published_at), ""),
        (_("Vervangt"), older.title if older else "", older.get_absolute_url() if older else ""),
    ]
    return [{"term": str(term), "text": text, "url": url} for term, text, url in rows if text]


def weight(document: Document) -> str:
    """``pdf, 12 bladzijden, 120 kB``"""
    pages = document.page_count
    counted = ngettext("%(number)d bladzijde", "%(number)d bladzijden", pages) % {"number": pages} if pages else ""
    return ", ".join(part for part in (document.kind, counted, filesizeformat(document.size)) if part)


@require_safe
def file(request: HttpRequest, slug: str) -> HttpResponseBase:
    document = get_object_or_404(Document.objects.visible_to(request.user).defer(*HEAVY), slug=slug)
    if "download" not in of_document(request.user, document):
        return HttpResponseRedirect(document.get_absolute_url())
    return files.answer(document.file, folder=FOLDER, called=document.title, public=document.is_standing)


@require_safe
@never_cache
def short_link(request: HttpRequest, word: str) -> HttpResponse:
    """The one GET that writes: one more look today. Of whom nobody knows, and when it cannot be counted it still leads.

    A browser that only looks ahead, and whoever asks for the head alone, follows nothing yet.
    """
    link = get_object_or_404(ShortLink.objects.visible_to(request.user), word=word.lower())
    if link.withdrawn_at is not None:
        return render(request, "documents/short_link_withdrawn.html", {"link": link}, status=410)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        try:
            link.count_look()
        except Error as error:
            log.warning("A look at %s is not counted: %s", link, str(error).strip())
    return HttpResponseRedirect(link.target)

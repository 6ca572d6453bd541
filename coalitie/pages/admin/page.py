"""The publishing desk: write, compare, look back, preview."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitie.lib.access import require
from coalitie.lib.middleware import roomy
from coalitie.pages import actions
from coalitie.pages.admin.team import TeamDesk, in_team
from coalitie.pages.admin.verbs import VERBS
from coalitie.pages.cards import whole
from coalitie.pages.compare import differences
from coalitie.pages.forms import DraftForm, LanguageForm, RestoreForm, StartForm, TranslationForm, WordsForm
from coalitie.pages.models import Page, PageLanguage, Picture, State, Version
from coalitie.pages.previews import link_to
from coalitie.pages.reading import read
from coalitie.people.access import signed_in

MOST_PICTURES = 24
# For the list: which languages there are, without all that was ever written in them.
SPOKEN = Version.objects.filter(page=OuterRef("pk")).order_by("language").values("language").distinct()


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("stand"), "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in State]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        return rows.in_state(self.value()) if self.value() in State.values else rows


@admin.register(Page)
class PageAdmin(TeamDesk):
    list_display = ["where", "how", "spoken", "check_on", "edited_at"]
    list_filter = [StateFilter]
    search_fields = ["title__unaccent", "path", "versions__body__unaccent"]
    ordering = ["path"]
    verbs = VERBS

    def has_add_permission(self, request: HttpRequest) -> bool:
        return in_team(request)

    # --- The list ---------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(spoken_languages=ArraySubquery(SPOKEN))

    @admin.display(description=gettext_lazy("pagina"), ordering="path")
    def where(self, page: Page) -> str:
        return format_html('<span class="tree tree--{}">{}<small>/{}/</small></span>', page.level, page, page.path)

    @admin.display(description=gettext_lazy("stand"))
    def how(self, page: Page) -> str:
        return format_html('<span class="state state--{}">{}</span>', page.state, page.state.label)

    @admin.display(description=gettext_lazy("talen"))
    def spoken(self, page: Any) -> str:
        return ", ".join(page.spoken_languages)

    # --- Doors ------------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        doors = {
            "versies": (self.versions_view, "versions"),
            "verschil": (self.compare_view, "compare"),
            "terugzetten": (self.restore_view, "restore"),
            "nagekeken": (self.check_view, "check"),
        }
        mine = [
            path(f"<path:object_id>/{word}/", self.admin_site.admin_view(view), name=f"pages_page_{name}")
            for word, (view, name) in doors.items()
        ]
        drafts = {"voorbeeld": (self.preview_view, "preview"), "meelezen": (self.read_along_view, "read_along")}
        mine += [
            path(f"{word}/", self.admin_site.admin_view(view), name=f"pages_page_{name}")
            for word, (view, name) in drafts.items()
        ]
        return [*mine, *super().get_urls()]

    def opened(self, request: HttpRequest, object_id: str) -> tuple[Page, PageLanguage, LanguageForm]:
        """The page, the language of the address (Dutch when it names none) and the whole query."""
        page: Any = self.get_object(request, unquote(object_id))
        require("edit", self.allowed(request.user, page), _("Alleen het coalitieteam werkt aan pagina’s."))
        query = LanguageForm(request.GET)
        query.is_valid()
        return page, PageLanguage(query.cleaned_data.get("taal") or PageLanguage.DUTCH), query

    def shown(self, request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, whole, status=status)

    # --- Writing ----------------------------------------------------------------------------------------------------
    @roomy
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        require(
            "edit", {"read", "edit"} if in_team(request) else {"read"}, _("Alleen het coalitieteam maakt pagina’s.")
        )
        form = StartForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            words = {name: form.cleaned_data[name] for name in form.fields}
            try:
                page = actions.start_page(words.pop("slug"), by=signed_in(request), **words)
            except ValidationError as error:
                form.add_error("slug", error)
            else:
                self.log_addition(request, page, [{"added": {}}])
                self.message_user(request, _("De pagina is bewaard als concept."), messages.SUCCESS)
                return HttpResponseRedirect(self.door(page))
        status = 422 if form.is_bound else 200
        return self.shown(request, "desk/page_start.html", status, form=form, title=_("Nieuwe pagina"))

    @roomy
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Write in one language. What a colleague saved meanwhile is shown beside what was typed; nothing is lost."""
        page, language, _query = self.opened(request, object_id)
        newest = page.versions.filter(language=language).order_by("-number").first()
        asked = WordsForm if language == PageLanguage.DUTCH else TranslationForm
        form = asked(request.POST if request.method == "POST" else None, initial=first_words(page, newest))
        form.speak(language)
        status = 422 if form.is_bound else 200
        context: dict[str, Any] = {}
        if form.is_valid():
            try:
                base = form.cleaned_data["base"]
                actions.write(page, by=signed_in(request), base=base, language=language, **form.words())
            except actions.Overtaken as overtaken:
                status, newest = 409, overtaken.newer
                context = clash(page, language, form, overtaken.newer)
                form.data = {**form.data.dict(), "base": str(newest.number)}  # type: ignore[attr-defined]
            else:
                self.log_change(request, page, [{"changed": {"fields": [str(PageLanguage(language).label)]}}])
                self.message_user(request, _("Bewaard als nieuwe versie."), messages.SUCCESS)
                return HttpResponseRedirect(self.door(page, language))
        may = self.allowed(request.user, page)
        context |= {
            "original": page,
            "title": page.title,
            "form": form,
            "language": language,
            "languages": languages(page, language),
            "newest": newest,
            "live": page.versions.live().filter(language=language).first(),
            "reading": read(newest.body) if newest else None,
            "remarks": whole(newest.text).remarks if newest else (),
            "preview": link_to(newest) if newest else None,
            "pictures": Picture.objects.all()[:MOST_PICTURES],
            "verbs": [verb for verb in self.verbs if verb.is_in(may) and useful(verb.name, page)],
            "end_previews": reverse("admin:pages_page_verb", args=[page.pk, "end_previews"]),
        }
        return self.shown(request, "desk/page_edit.html", status, **context)

    # --- Looking ahead ----------------------------------------------------------------------------------------------
    @roomy
    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """What is in the form, as visitors would read it. Kept nowhere."""
        version, form = self.draft(request)
        if form.errors:
            return self.read_along(request, version, form)
        page = Page(path="voorbeeld", title=version.title)
        shown, may = whole(version.text, editor=True), {"edit"}
        context = {"page": page, "version": version, "wanted": PageLanguage.DUTCH, "whole": shown, "may": may}
        return render(request, "pages/page.html", {**context, "contents": version.text.contents, "unsaved": True})

    @roomy
    def read_along_view(self, request: HttpRequest) -> HttpResponse:
        """The same for beside the editor: a piece of HTML, with how it reads."""
        version, form = self.draft(request)
        return self.read_along(request, version, form)

    def draft(self, request: HttpRequest) -> tuple[Version, DraftForm]:
        if not in_team(request):
            raise Http404
        form = DraftForm(request.POST)
        form.is_valid()
        return form.version(), form

    def read_along(self, request: HttpRequest, version: Version, form: DraftForm) -> HttpResponse:
        shown, reading = whole(version.text, editor=True), read(version.body)
        context = {"version": version, "whole": shown, "reading": reading, "form": form}
        return render(request, "desk/_read_along.html", context, status=422 if form.errors else 200)

    # --- Looking back -----------------------------------------------------------------------------------------------
    def versions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        page, language, _query = self.opened(request, object_id)
        rows = page.versions.filter(language=language).select_related("by").defer("body").order_by("-number")
        live = page.versions.live().filter(language=language).first()
        context: dict[str, Any] = {
            "original": page,
            "language": language,
            "languages": languages(page, language),
            "live": live,
        }
        return self.shown(request, "desk/page_versions.html", versions=rows, title=_("Versies"), **context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        page, language, query = self.opened(request, object_id)
        rows = page.versions.filter(language=language)
        before = get_object_or_404(rows, number=query.cleaned_data.get("van") or 0)
        after = get_object_or_404(rows, number=query.cleaned_data.get("naar") or 0)
        newest = rows.order_by("-number").values_list("number", flat=True)[0]
        context: dict[str, Any] = {
            "original": page,
            "language": language,
            "before": before,
            "after": after,
            "newest": newest,
        }
        title, changed = _("Verschil tussen twee versies"), differences(before, after)
        return self.shown(request, "desk/page_compare.html", differences=changed, title=title, **context)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        page, language, _query = self.opened(request, object_id)
        form = RestoreForm(request.POST)
        if request.method != "POST" or not form.is_valid():
            return HttpResponseRedirect(self.door(page, language, "versions"))
        version = get_object_or_404(page.versions.filter(language=language), number=form.cleaned_data["number"])
        version.page = page
        actions.restore(version, by=signed_in(request), base=form.cleaned_data["base"])
        words = _("Versie %(number)d staat er weer, als nieuwe versie.") % {"number": version.number}
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(self.door(page, language))

    def check_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Somebody who reads both languages says that a machine got it right."""
        page, language, _query = self.opened(request, object_id)
        version = get_object_or_404(page.versions.filter(language=language).newest())
        if request.method == "POST":
            version.page = page
            actions.check_translation(version, by=signed_in(request))
            self.message_user(request, _("Bedankt voor het nakijken."), messages.SUCCESS)
            return HttpResponseRedirect(self.door(page, language))
        dutch = page.versions.filter(language=PageLanguage.DUTCH).newest().first()
        context: dict[str, Any] = {"original": page, "language": language, "version": version, "dutch": dutch}
        return self.shown(request, "desk/page_check.html", title=_("Vertaling nakijken"), **context)

    def door(self, page: Page, language: str = PageLanguage.DUTCH, name: str = "change") -> str:
        address = reverse(f"admin:pages_page_{name}", args=[page.pk])
        return address if language == PageLanguage.DUTCH else f"{address}?taal={language}"


def first_words(page: Page, newest: Version | None) -> dict[str, Any]:
    """What the form starts with: the newest words, or for a first translation the Dutch ones to work from."""
    source = newest or page.versions.filter(language=PageLanguage.DUTCH).order_by("-number").first()
    if source is None:
        return {"base": 0}
    words = {"title": source.title, "summary": source.summary, "body": source.body}
    return {**words, "machine_written": source.is_unchecked, "base": newest.number if newest else 0}


def clash(page: Page, language: str, form: WordsForm, newer: Version) -> dict[str, Any]:
    """What the colleague changed, and where what was typed here differs from it now."""
    base = page.versions.filter(language=language, number=form.cleaned_data["base"]).first()
    mine = Version(**{name: form.cleaned_data[name] for name in ("title", "summary", "body")})
    return {"newer": newer, "theirs": differences(base, newer) if base else [], "mine": differences(newer, mine)}


def languages(page: Page, here: str) -> list[dict[str, Any]]:
    """Tabs of the desk: every language a page may have, and whether it has."""
    there = set(page.versions.values_list("language", flat=True))
    return [{"language": each, "current": each == here, "there": each in there} for each in PageLanguage]


def useful(verb: str, page: Page) -> bool:
    """Nothing new to publish is nothing to offer above the form."""
    if verb == "end_previews":  # stands with the link itself
        return False
    return verb != "publish_version" or page.versions.newest().filter(public_from=None).exists()

"""What the coalition publishes, and the two files that machines ask for."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from coalitie.activity.feed import feed_of
from coalitie.lib.pictures import handed_out
from coalitie.pages.access import allowed
from coalitie.pages.cards import whole
from coalitie.pages.models import Address, Page, PageLanguage, Picture, Value, Version
from coalitie.pages.models.picture import FOLDER
from coalitie.pages.previews import opened

SHOWN = 6
MOST_OTHERS = 12


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page by any address that it ever had, in the visitor's language when it has those words, else in Dutch."""
    address = get_object_or_404(Address.objects.visible_to(request.user).select_related("page"), path=path)
    page, may = address.page, allowed(request.user, address.page)
    if page.path != path:
        return redirect(page)
    words = read(page, get_language() or PageLanguage.DUTCH, drafts="edit" in may)
    text = words["version"].text
    shown = whole(text, editor="edit" in may)
    context = {"page": page, "may": may, "contents": text.contents, "whole": shown, **words, **around(request, page)}
    return render(request, "pages/page.html", context)


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """One version by a signed link, in any state. For nobody's list: no search engine, no cache, no way on."""
    found = opened(token)
    if found is None:
        return never_kept(render(request, "pages/preview_over.html", status=410))
    version, text = found.version, found.version.text
    query = f"?{urlencode({'voorbeeld': token})}"
    context = {"page": version.page, "version": version, "wanted": version.language, "preview": found}
    context |= {"contents": text.contents, "whole": whole(text, pass_on=query), "may": set()}
    return never_kept(render(request, "pages/page.html", context))


def never_kept(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def picture(request: HttpRequest, name: str, side: str, kind: str) -> HttpResponseBase:
    """As hidden as the pages that show it. A preview carries its own permission along."""
    row = get_object_or_404(Picture, name=name)
    public = Picture.objects.visible_to(AnonymousUser()).filter(pk=row.pk).exists()
    if not public and not Picture.objects.visible_to(request.user).filter(pk=row.pk).exists():
        found = opened(request.GET.get("voorbeeld", ""))
        if found is None or f"](foto:{row.slug})" not in found.version.body:
            raise Http404
    return handed_out(f"{FOLDER}/{name}-{side}.{kind}", kind, public=public)


def read(page: Page, language: str, *, drafts: bool = False) -> dict[str, Any]:
    """The version to show and the languages it can be read in. The team reads drafts too."""
    rows = list(page.versions.live()) or (list(page.versions.newest()) if drafts else [])
    by_language = {version.language: version for version in rows}
    version = by_language.get(language) or by_language.get(PageLanguage.DUTCH)
    if version is None:
        raise Http404
    return {"version": version, "wanted": language, "languages": [PageLanguage(code) for code in sorted(by_language)]}


def around(request: HttpRequest, page: Page) -> dict[str, list[Version]]:
    """The pages above this one, those under it and those beside it, then the main ones. One query for all."""
    near = Q(parent=page) | Q(parent=page.parent_id) | Q(parent=None) | Q(path__in=page.ancestors)
    shown = Page.objects.visible_to(request.user).published().filter(near).exclude(pk=page.pk)
    rows = Version.objects.filter(page__in=shown).best_in(get_language() or PageLanguage.DUTCH)
    found = sorted(rows.select_related("page").defer("body"), key=lambda row: (row.page.position, row.title))
    return {
        "above": sorted((row for row in found if row.page.path in page.ancestors), key=lambda row: row.page.level),
        "under": [row for row in found if row.page.parent_id == page.pk][:MOST_OTHERS],
        "others": sorted(
            (
                row
                for row in found
                if row.page.parent_id in {page.parent_id, None} and row.page.path not in page.ancestors
            ),
            key=lambda row: row.page.parent_id != page.parent_id,
        )[:MOST_OTHERS],
    }


@require_safe
def values(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/values.html", {"values": Value.objects.spoken()})


@require_safe
def value(request: HttpRequest, slug: str) -> HttpResponse:
    five = list(Value.objects.spoken())
    value = next((one for one in five if one.slug == slug), None)
    if value is None:
        raise Http404
    context = {
        "value": value,
        "words": value.words,
        "wanted": get_language() or PageLanguage.DUTCH,
        "may": allowed(request.user, value),
        "others": [one for one in five if one is not value],
        "platforms": value.platforms.visible_to(request.user).for_cards().alphabetical()[:SHOWN],
        "initiatives": value.initiatives.visible_to(request.user).published().open().newest().for_cards()[:SHOWN],
    }
    return render(request, "pages/value.html", context)


@require_safe
def value_feed(request: HttpRequest, slug: str) -> HttpResponse:
    value = get_object_or_404(Value, slug=slug)
    return feed_of(request, value.subject_id, str(value), value.get_absolute_url())


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The expiry moves along, because the address is kept with the site's own settings."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        f"Policy: {settings.SITE_URL}/privacy/",
    ]
    return plain(lines)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Lists with filters repeat what the plain lists show, so a crawler may leave them."""
    return plain(["User-agent: *", "Disallow: /beheer/", "Disallow: /mijn/", "Disallow: /*?"])


def plain(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

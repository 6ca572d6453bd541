"""What the coalition publishes, and the two files that machines ask for."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coalitie.activity.feed import feed_of
from coalitie.pages.access import allowed
from coalitie.pages.models import Page, Value

SHOWN = 6
MOST_OTHERS = 12


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(Page.objects.visible_to(request.user), slug=slug)
    others = Page.objects.visible_to(request.user).exclude(pk=page.pk).only("slug", "title")[:MOST_OTHERS]
    return render(request, "pages/page.html", {"page": page, "others": others, "may": allowed(request.user, page)})


@require_safe
def values(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/values.html", {"values": Value.objects.all()})


@require_safe
def value(request: HttpRequest, slug: str) -> HttpResponse:
    five = list(Value.objects.all())
    value = next((one for one in five if one.slug == slug), None)
    if value is None:
        raise Http404
    context = {
        "value": value,
        "may": allowed(request.user, value),
        "others": [one for one in five if one is not value],
        "platforms": value.platforms.visible_to(request.user).for_cards().alphabetical()[:SHOWN],
        "initiatives": value.initiatives.visible_to(request.user).published().open().newest().for_cards()[:SHOWN],
    }
    return render(request, "pages/value.html", context)


@require_safe
def value_feed(request: HttpRequest, slug: str) -> HttpResponse:
    value = get_object_or_404(Value, slug=slug)
    return feed_of(request, value.subject_id, value.title, value.get_absolute_url())


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

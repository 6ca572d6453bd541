"""News of the coalition and of all platforms: a list, a page for each, a feed."""

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coalitie.activity.feed import MOST_ENTRIES, Entry, answer
from coalitie.lib.pictures import handed_out, large_name
from platforms.access_news import of_post
from platforms.models import Platform, Post
from platforms.models.news import FOLDER

PER_PAGE = 12
READ_ON = 4


class FindForm(forms.Form):
    """What stands in the address. A platform that nobody knows gives all news, as if it did not stand there."""

    platform = forms.SlugField(required=False)
    pagina = forms.IntegerField(min_value=1, max_value=10_000, required=False)


@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET)
    form.full_clean()
    slug = form.cleaned_data.get("platform") or ""
    platform = Platform.objects.visible_to(request.user).filter(slug=slug).first() if slug else None
    rows = Post.objects.visible_to(request.user).live().newest().for_cards()
    rows = rows.filter(platform=platform) if platform else rows
    page = Paginator(rows, PER_PAGE).get_page(form.cleaned_data.get("pagina") or 1)
    query = f"platform={platform.slug}&" if platform else ""
    return render(request, "news/index.html", {"page": page, "platform": platform, "query": query})


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("platform"), slug=slug)
    others = Post.objects.visible_to(request.user).live().newest().for_cards()
    others = others.filter(platform=post.platform_id).exclude(pk=post.pk)
    context = {"post": post, "may": of_post(request.user, post), "others": others[:READ_ON]}
    return render(request, "news/post.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """As everybody sees it, whoever asks. What is of one platform stands in that platform's own feed too."""
    rows = Post.objects.visible_to(AnonymousUser()).live().newest().for_cards()[:MOST_ENTRIES]
    entries = [entry_of(row) for row in rows]
    return answer(request, title=_("Nieuws van de buurtplatformen"), url=reverse("news:posts"), entries=entries)


def entry_of(post: Post) -> Entry:
    title = f"{post.platform.name}: {post.title}" if post.platform else post.title
    return Entry(
        f"bericht/{post.slug}", title, post.get_absolute_url(), post.publish_at or post.created_at, post.summary
    )


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture is as hidden as the piece it stands in."""
    path = f"{FOLDER}/{name}"
    shown = Post.objects.visible_to(request.user).select_related("platform").filter(picture=large_name(path)).first()
    if shown is None:
        raise Http404
    return handed_out(path, "webp", public=bool(of_post(AnonymousUser(), shown)))

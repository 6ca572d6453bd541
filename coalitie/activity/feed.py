"""Atom feeds (RFC 4287): news that everybody may see, without cookies, and nothing sent twice that did not change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language

from coalitie.activity.recent import Story, lately, told
from coalitie.lib.language import split

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOST_ENTRIES = 40


@dataclass(frozen=True)
class Entry:
    """``name`` stays the same for as long as the entry is about the same thing."""

    name: str
    title: str
    url: str
    at: datetime
    summary: str = ""


class Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Of the newest entry. An empty feed has a fixed date: with today's it would change at every look."""
        return super().latest_post_date() if self.items else BEGIN


def tag(name: str) -> str:
    """A ``tag:`` address (RFC 4151). The site's own name with the year in which it was its own."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"


def feed_of(request: HttpRequest, subject_id: int | None, title: str, url: str) -> HttpResponse:
    """The news of one thing and of what lies in it, for everybody."""
    events = lately([subject_id] if subject_id else [])
    stories = told(events, AnonymousUser(), key=lambda event: (event.subject_id, timezone.localdate(event.at)))
    return answer(request, title=title, url=url, entries=[entry_of(story) for story in stories[:MOST_ENTRIES]])


def entry_of(story: Story) -> Entry:
    """A thing's news of one day. More news on that day changes the entry, and its date, but not its name."""
    day = timezone.localdate(story.at)
    title = f"{story.thing.title}: {story.said}"
    return Entry(f"nieuws/{story.thing.subject}/{day}", title, story.thing.url, story.at)


def answer(request: HttpRequest, *, title: str, url: str, entries: Iterable[Entry]) -> HttpResponse:
    """``url`` is the page the feed goes with. Addresses start with SITE_URL, never with the Host header."""
    feed = Feed(
        title=title,
        link=f"{settings.SITE_URL}{url}",
        description=None,
        language=get_language(),
        author_name="Buurtplatformen Amsterdam",
        feed_url=f"{settings.SITE_URL}{request.get_full_path()}",
        feed_guid=tag(split(request.get_full_path())[1]),
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=f"{settings.SITE_URL}{entry.url}",
            description=entry.summary or None,  # type: ignore[arg-type]  # none is no summary, as the class does
            unique_id=tag(entry.name),
            updateddate=entry.at,
            pubdate=None,
        )
    content = feed.writeString("utf-8").encode()
    etag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
    response = HttpResponse(content, content_type=feed.content_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    response["Cache-Control"] = "public, max-age=300"
    return get_conditional_response(request, etag=etag, response=response) or response

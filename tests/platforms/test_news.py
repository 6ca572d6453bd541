"""News of the coalition and of platforms: who writes, who reads, who hears of it, and when."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time
from PIL import Image

from coalitie.activity.models import Reach, follow
from coalitie.activity.recent import news_for
from coalitie.lib.refused import Refused
from coalitie.people.models import Person, User
from platforms.access_news import of_post
from platforms.models import Platform, Post, write_post
from platforms.models.news import tell_planned
from tests.factories import sign_in, sign_in_to_desk

pytestmark = pytest.mark.django_db
DESK = "/beheer/platforms/post"


def make_post(by: User, platform: Platform | None = None, *, title: str = "De sleutel", live: bool = True) -> Post:
    post = write_post(by=by, platform=platform, title=title, summary="We kregen hem.", body="## Feest\n\nEindelijk.")
    if live:
        post.publish(by=by)
    return post


def test_who_reads_and_who_may(els: User, carla: User, driss: User, here: Platform, elsewhere: Platform) -> None:
    own, ours = make_post(carla, here, live=False), make_post(els, live=False)
    table: dict[Person, tuple[bool, bool]] = {
        AnonymousUser(): (False, False),
        driss: (False, False),
        carla: (True, False),
        els: (True, True),
    }
    for user, seen in table.items():
        for post, sees in zip((own, ours), seen, strict=True):
            assert Post.objects.visible_to(user).filter(pk=post.pk).exists() == sees
            assert ("read" in of_post(user, post)) == sees
            assert ("edit" in of_post(user, post)) == sees
    own.publish(by=carla)
    ours.publish(by=els)
    assert Post.objects.visible_to(AnonymousUser()).count() == 2
    assert of_post(carla, ours) == {"read"}
    here.hide(by=els, reason="Ruzie")
    assert list(Post.objects.visible_to(AnonymousUser())) == [ours]
    own.refresh_from_db()
    assert of_post(AnonymousUser(), own) == set()


def test_a_planned_piece_is_there_on_time_and_told_once(els: User, here: Platform, fatima: User) -> None:
    follow(here.subject, by=fatima)
    post = make_post(els, here, live=False)
    post.publish(by=els, at=timezone.now() + timedelta(hours=2))
    assert tell_planned() == 0
    assert not Post.objects.live().exists()
    with freeze_time(timezone.now() + timedelta(hours=3)), transaction.atomic(), connection.cursor() as cursor:
        # The database asks its own clock.
        cursor.execute("UPDATE platforms_post SET publish_at = now() - interval '1 second'")
        assert Post.objects.live().exists(), "without any job"
        assert tell_planned() == 1
        assert tell_planned() == 0
        assert not post.come_out()
    assert post.subject.events.filter(verb="post_published", reach=Reach.AROUND).count() == 1


def test_who_follows_the_platform_hears_of_it(els: User, carla: User, here: Platform, fatima: User) -> None:
    follow(here.subject, by=fatima)
    post = make_post(carla, here)
    assert [(story.thing.title, story.said) for story in news_for(fatima)] == [("De sleutel", "een nieuw bericht")]
    post.withdraw(by=carla, reason="Klopt niet.")
    assert news_for(fatima) == []
    post.publish(by=carla)
    assert len(news_for(fatima)) == 1
    assert post.subject.events.filter(verb="post_published", reach=Reach.AROUND).count() == 1, "it is news once"
    with pytest.raises(Refused):
        post.publish(by=carla)


def test_its_pages_and_feed(client: Client, els: User, carla: User, here: Platform) -> None:
    post = make_post(carla, here)
    draft = make_post(els, title="Nog niet", live=False)
    for path in ("/nieuws/", f"/nieuws/?platform={here.slug}", "/", here.get_absolute_url()):
        page = client.get(path).text
        assert "De sleutel" in page, path
        assert "Nog niet" not in page
    assert (
        '<h2 id="feest">' in client.get(post.get_absolute_url()).text
        or "<h2>Feest</h2>" in client.get(post.get_absolute_url()).text
    )
    assert client.get(draft.get_absolute_url()).status_code == 404
    feed = feedparser.parse(client.get("/nieuws/nieuws.atom").content)
    assert [entry.title for entry in feed.entries] == ["Hier in de Buurt: De sleutel"]
    assert not feed.bozo
    own = feedparser.parse(client.get(f"{here.get_absolute_url()}nieuws.atom").content)
    assert any("De sleutel" in entry.title for entry in own.entries)
    post.withdraw(by=carla, reason="Klopt niet.")
    assert client.get(post.get_absolute_url()).status_code == 404
    assert client.get("/nieuws/?platform=%00&pagina=-3").status_code == 200


def test_what_is_typed_is_shown_and_never_run(client: Client, carla: User, here: Platform) -> None:
    bad = "<script>alert(1)</script>"
    post = write_post(by=carla, platform=here, title=bad, summary=bad, body=f"{bad} [x](javascript:alert(1))")
    post.publish(by=carla)
    for path in (post.get_absolute_url(), "/nieuws/", "/"):
        page = client.get(path).text
        assert bad not in page
        assert "javascript:" not in page.replace("javascript:alert(1))", "")


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 40), "orange").save(out, "JPEG")
    return SimpleUploadedFile("x.jpg", out.getvalue())


def test_a_coordinator_writes_for_the_own_platform_only(
    client: Client, carla: User, here: Platform, elsewhere: Platform, els: User, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sign_in_to_desk(client, carla)
    words = {"title": "Bollen", "summary": "Zaterdag.", "body": "Kom!", "picture_alt": ""}
    for platform in ("", elsewhere.pk):
        assert client.post(f"{DESK}/add/", {**words, "platform": platform}).status_code == 422
    assert client.post(f"{DESK}/add/", {**words, "platform": here.pk, "new_picture": photo()}).status_code == 422
    sent = {**words, "platform": here.pk, "new_picture": photo(), "picture_alt": "Bollen", "status": "published"}
    assert client.post(f"{DESK}/add/", sent).status_code == 302
    post = Post.objects.get()
    assert (post.status, post.author, post.platform, post.picture_alt) == ("draft", carla, here, "Bollen")
    picture = post.picture_url
    assert client.get(picture).status_code == 200
    assert Client().get(picture).status_code == 404
    client.post(f"{DESK}/{post.pk}/change/", {**words, "title": "Meer bollen", "picture_alt": "Bollen", "platform": ""})
    post.refresh_from_db()
    assert (post.title, post.platform, post.slug) == ("Meer bollen", here, "bollen")
    past = {"at_0": "2020-01-01", "at_1": "10:00"}
    assert client.post(f"{DESK}/{post.pk}/doe/publish/", past).status_code == 422
    assert client.post(f"{DESK}/{post.pk}/doe/publish/", {}).status_code == 302
    assert Client().get(picture).status_code == 200
    assert client.post(f"{DESK}/{post.pk}/doe/withdraw/", {"reason": ""}).status_code == 422
    for other in (make_post(els), make_post(els, elsewhere)):
        for door in ("change", "history", "doe/withdraw"):
            assert client.get(f"{DESK}/{other.pk}/{door}/").status_code == 404
    page = client.get(f"{DESK}/").text
    assert "Meer bollen" in page
    assert "De sleutel" not in page


def test_links_in_a_text_lead_there_in_the_language_of_the_reader(client: Client, els: User) -> None:
    post = write_post(by=els, title="Kom", summary="Zaterdag.", body="Kijk in [de agenda](/agenda/).")
    post.publish(by=els)
    address = f"/nieuws/{post.slug}/"
    for _time in range(2):
        assert '<a href="/agenda/"' in client.get(address).text
        assert '<a href="/en/agenda/"' in client.get(f"/en{address}").text.split("<h1", 1)[1]


def test_a_picture_of_a_hidden_platform_is_kept_by_nobody(
    client: Client, els: User, carla: User, here: Platform
) -> None:
    client = sign_in_to_desk(client, carla)
    words = {"title": "Bollen", "summary": "Zaterdag.", "body": "Kom!", "platform": here.pk}
    client.post(f"{DESK}/add/", {**words, "new_picture": photo(), "picture_alt": "Bollen"})
    post = Post.objects.get()
    post.publish(by=carla)
    assert "no-store" not in Client().get(post.picture_url)["Cache-Control"]
    here.hide(by=els, reason="Even niet.")
    assert Client().get(post.picture_url).status_code == 404
    assert "no-store" in client.get(post.picture_url)["Cache-Control"]


def test_as_many_questions_for_one_as_for_many(client: Client, carla: User, here: Platform) -> None:
    counts = []
    for number in (1, 12):
        for _time in range(number):
            make_post(carla, here)
        with CaptureQueriesContext(connection) as asked:
            client.get("/nieuws/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_database_keeps_what_a_state_means(els: User) -> None:
    post = make_post(els)
    for wrong in ({"status": "x"}, {"publish_at": None}, {"reason": "x"}, {"picture": "a"}, {"title": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(**wrong)
    post.withdraw(by=els, reason="Fout.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(reason="")


def test_unplan(els: User, client: Client) -> None:
    post = make_post(els, live=False)
    post.publish(by=els, at=timezone.now() + timedelta(days=1))
    assert of_post(els, post) >= {"unplan", "publish", "withdraw"}
    sign_in(client, els)
    assert "nog niet op de site" in client.get(post.get_absolute_url()).text
    post.unplan(by=els)
    post.refresh_from_db()
    assert (post.status, post.publish_at) == ("draft", None)

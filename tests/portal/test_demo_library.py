"""The library of the demo world: papers with their words, short addresses, news that came and news to come."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from coalitie.pages.models import Document, ShortLink
from coalitie.people.models import User
from coalitie.portal.demo.clock import Clock
from coalitie.portal.demo.library import Library
from platforms.models import Post
from tests.factories import make_platform


@pytest.mark.django_db
def test_the_library_of_the_demo(client: Client, els: User, tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    platforms = {name: make_platform(name) for name in ("Het Dapper Verbond", "De Kolenkit Kookt Over")}
    with Clock(timezone.now()) as clock:
        Library(clock, platforms, team=els).play()
    assert not Document.objects.exclude(unread="").exists()
    assert Document.objects.matching("sleutel").exists()
    assert Document.objects.filter(replaced_by__isnull=False, status="expired").count() == 1
    assert ShortLink.objects.count() > ShortLink.objects.working().count() > 0
    assert Post.objects.live().count() == 4
    assert Post.objects.filter(status="planned").count() == 1
    for path in ("/documenten/", "/nieuws/", "/k/zomeravond/", platforms["Het Dapper Verbond"].get_absolute_url()):
        assert client.get(path).status_code in {200, 410}

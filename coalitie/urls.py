"""The address bar, in Dutch. Order matters only for the pages' catch-all, which comes last.

What people read has an address in each language. What has no language, or is printed on a wall, has one address.
"""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from coalitie.pages.views import robots_txt, security_txt
from coalitie.pages.views_library import short_link

PARTS = [
    "coalitie.people.urls",
    "coalitie.activity.urls",
    "coalitie.portal.urls",
    "coalitie.portal.demo.urls",
    "platforms.urls",
    "platforms.urls_news",
    "initiatives.urls",
    "budgets.urls",
    "coalitie.pages.urls_library",
    "coalitie.pages.urls",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("k/<slug:word>/", short_link, name="short_link"),
    path("", include("coalitie.portal.open_data.urls")),
    *i18n_patterns(
        path("beheer/", admin.site.urls),
        *[path("", include(part)) for part in PARTS if find_spec(part)],
        prefix_default_language=False,
    ),
]

handler500 = "coalitie.lib.views.server_error"

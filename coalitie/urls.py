"""The address bar, in Dutch. Order matters only for the pages' catch-all, which comes last."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

PARTS = [
    "coalitie.people.urls",
    "coalitie.activity.urls",
    "coalitie.portal.urls",
    "coalitie.portal.demo.urls",
    "platforms.urls",
    "initiatives.urls",
    "budgets.urls",
    "coalitie.pages.urls",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("beheer/", admin.site.urls),
    *[path("", include(part)) for part in PARTS if find_spec(part)],
]

handler500 = "coalitie.lib.views.server_error"

"""``/<path>/`` matches any words with slashes between them, so this file is included last."""

from django.urls import path, re_path, register_converter

from coalitie.pages import views


class PagePath:
    """Slugs with slashes between them. Nothing with a dot, so a file that is missing stays a file that is missing."""

    regex = r"[-a-zA-Z0-9_]+(?:/[-a-zA-Z0-9_]+){0,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PagePath, "page_path")

app_name = "pages"
urlpatterns = [
    path("waarden/", views.values, name="values"),
    path("waarden/<slug:slug>/", views.value, name="value"),
    path("waarden/<slug:slug>/nieuws.atom", views.value_feed, name="value_feed"),
    path("voorbeeld/<str:token>/", views.preview, name="preview"),
    re_path(
        r"^media/paginas/(?P<name>[0-9a-f]{32})-(?P<side>\d{3,4})\.(?P<kind>avif|webp)$", views.picture, name="picture"
    ),
    path("<page_path:path>/", views.page, name="page"),
]

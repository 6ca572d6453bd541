"""Files and their description have one address, whatever language one reads."""

from django.urls import path, re_path

from coalitie.portal.open_data import views

app_name = "open_data"
urlpatterns = [
    path("open-data/v1/openapi.json", views.description, name="description"),
    re_path(r"^open-data/v1/(?P<name>[a-z]+)\.(?P<ending>csv|json)$", views.file, name="file"),
]

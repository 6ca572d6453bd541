from django.conf import settings
from django.urls import URLPattern, path

from coalitie.portal.demo.views import demo

app_name = "demo"

urlpatterns: list[URLPattern] = []

if settings.DEMO:
    urlpatterns.append(path("demo/", demo, name="demo"))

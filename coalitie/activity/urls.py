from django.conf import settings
from django.urls import URLPattern, path

from coalitie.activity import views

app_name = "activity"

urlpatterns: list[URLPattern] = []

if settings.DEMO:
    urlpatterns.append(path("demo/post/", views.demo_post, name="demo_post"))

"""The address bar, in Dutch. Order matters only for the pages' catch-all, which comes last."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

"""Following lists, and feeds. Before the addresses of initiatives, which match any word."""

from django.urls import URLPattern, path

from initiatives.views import following

URLS: list[URLPattern] = [
    path("initiatieven/nieuws.atom", following.list_feed, name="list_feed"),
    path("initiatieven/volgen/", following.follow_list, name="follow_list"),
    path("initiatieven/<slug:slug>/nieuws.atom", following.initiative_feed, name="feed"),
]

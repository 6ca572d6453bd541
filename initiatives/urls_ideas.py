"""The addresses of ideas for change; part of ``urls``."""

from django.urls import path

from initiatives.views import ideas

URLS = [
    path("veranderideeen/", ideas.index, name="ideas"),
    path("veranderideeen/nieuws.atom", ideas.feed, name="ideas_feed"),
    path("veranderideeen/nieuw/", ideas.new, name="new_idea"),
    path("veranderideeen/lijkt-op/", ideas.similar, name="similar_ideas"),
    path("veranderideeen/<slug:slug>/", ideas.detail, name="idea"),
    path("veranderideeen/<slug:slug>/bewerken/", ideas.edit, name="edit_idea"),
    path("veranderideeen/<slug:slug>/herkennen/", ideas.known, name="recognise"),
    path("veranderideeen/<slug:slug>/herkennen/<int:pk>/weg/", ideas.unknown, name="example_gone"),
    path("veranderideeen/<slug:slug>/melden/", ideas.report_idea, name="report_idea"),
]

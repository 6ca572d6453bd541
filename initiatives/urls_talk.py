"""The addresses of talk and of what is done when it goes wrong; part of ``urls``."""

from django.urls import path

from initiatives.views import moderation, talk

URLS = [
    path("initiatieven/<slug:slug>/reageren/", talk.talk, {"kind": "initiative"}, name="talk_initiative"),
    path("initiatieven/<slug:slug>/berichten/<int:pk>/reageren/", talk.talk, {"kind": "update"}, name="talk_update"),
    path("agenda/<slug:slug>/reageren/", talk.talk, {"kind": "activity"}, name="talk_activity"),
    path("initiatieven/<slug:slug>/melden/", moderation.report_topic, {"kind": "initiative"}, name="report_initiative"),
    path(
        "initiatieven/<slug:slug>/berichten/<int:pk>/melden/",
        moderation.report_topic,
        {"kind": "update"},
        name="report_update",
    ),
    path("agenda/<slug:slug>/melden/", moderation.report_topic, {"kind": "activity"}, name="report_activity"),
    path("reacties/<int:pk>/", talk.comment, name="comment"),
    path("reacties/<int:pk>/antwoord/", talk.answer, name="answer"),
    path("reacties/<int:pk>/aanpassen/", talk.edit, name="edit_comment"),
    path("reacties/<int:pk>/verwijderen/", talk.delete, name="delete_comment"),
    path("reacties/<int:pk>/melden/", moderation.report_comment, name="report_comment"),
    path("beslissingen/", moderation.decisions, name="decisions"),
    path("beslissingen/<int:pk>/", moderation.decision, name="decision"),
]

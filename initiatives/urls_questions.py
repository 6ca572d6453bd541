"""The addresses of questions to bodies; part of ``urls``."""

from django.urls import path

from initiatives.views import correcting, counter, joint_letter, question, waiting

URLS = [
    path("wachten-op-antwoord/", waiting.index, name="waiting"),
    path("wachten-op-antwoord/vragen.csv", waiting.as_csv, name="waiting_csv"),
    path("wachten-op-antwoord/teller.svg", counter.of_all, name="waiting_counter"),
    path("wachten-op-antwoord/nieuw/", question.new, name="new_question"),
    path("wachten-op-antwoord/bij/<slug:slug>/", waiting.of_body, name="body"),
    path("wachten-op-antwoord/bij/<slug:slug>/teller.svg", counter.of_body, name="body_counter"),
    path("wachten-op-antwoord/<slug:slug>/", question.detail, name="question"),
    path("wachten-op-antwoord/<slug:slug>/teller.svg", counter.of_question, name="question_counter"),
    path("wachten-op-antwoord/<slug:slug>/bewerken/", question.edit, name="edit_question"),
    path("wachten-op-antwoord/<slug:slug>/brief/", question.letter, name="question_letter"),
    path("wachten-op-antwoord/<slug:slug>/antwoord/<int:pk>/", question.paper, name="question_paper"),
    path("wachten-op-antwoord/<slug:slug>/meetekenen/", joint_letter.ask, name="invite"),
    path("wachten-op-antwoord/<slug:slug>/meetekenen/<int:pk>/", joint_letter.decide, name="sign"),
    path("wachten-op-antwoord/<slug:slug>/verbeteren/", correcting.choose, name="correct_question"),
    path("wachten-op-antwoord/<slug:slug>/verbeteren/<slug:word>/", correcting.one, name="correct_one"),
    path("wachten-op-antwoord/<slug:slug>/<slug:word>/", question.step, name="question_step"),
    path("platforms/<slug:slug>/wachten-op-antwoord/", waiting.of_platform, name="waiting_of_platform"),
]

from django.urls import path, re_path

from initiatives.urls_agenda import URLS as AGENDA
from initiatives.urls_ideas import URLS as IDEAS
from initiatives.urls_news import URLS as NEWS
from initiatives.urls_questions import URLS as QUESTIONS
from initiatives.urls_talk import URLS as TALK
from initiatives.views import (
    draft,
    energy,
    handover,
    join,
    listing,
    order,
    page,
    people,
    photos,
    propose,
    results,
    stage,
    updates,
)

app_name = "initiatives"
urlpatterns = [
    *NEWS,
    *TALK,
    path("initiatieven/", listing.index, name="index"),
    path("initiatieven/lijkt-op/", listing.similar, name="similar"),
    path("initiatieven/nieuw/", propose.new, name="new"),
    path("initiatieven/nieuw/hulp/", propose.new_help, name="new_help"),
    path("initiatieven/nieuw/indienen/", propose.new_submit, name="new_submit"),
    path("initiatieven/<slug:slug>/", page.detail, name="detail"),
    path("initiatieven/<slug:slug>/poster/", page.poster, name="poster"),
    path("initiatieven/<slug:slug>/fase/<slug:word>/", stage.step, name="step"),
    path("initiatieven/<slug:slug>/gevraagd/", stage.ask, name="ask"),
    path("initiatieven/<slug:slug>/energie/", energy.answer, name="energy"),
    path("initiatieven/<slug:slug>/sleutel/", handover.key, name="key"),
    path("initiatieven/<slug:slug>/sleutel/aanbieden/", handover.offer, name="offer"),
    path("initiatieven/<slug:slug>/sleutel/<int:pk>/", handover.one, name="handover"),
    path("initiatieven/<slug:slug>/meedoen/", join.join, name="join"),
    path("initiatieven/<slug:slug>/stoppen/", join.withdraw, name="withdraw"),
    path("initiatieven/<slug:slug>/mensen/", people.everybody, name="people"),
    path("initiatieven/<slug:slug>/mensen/<int:pk>/welkom/", people.welcome, name="welcome"),
    path("initiatieven/<slug:slug>/mensen/<int:pk>/afscheid/", people.part, name="part"),
    path("initiatieven/<slug:slug>/berichten/", updates.updates, name="updates"),
    path("initiatieven/<slug:slug>/berichten/nieuw/", updates.new, name="new_update"),
    path("initiatieven/<slug:slug>/berichten/<int:pk>/", updates.update, name="update"),
    path("initiatieven/<slug:slug>/berichten/<int:pk>/aanpassen/", updates.edit, name="edit_update"),
    path("initiatieven/<slug:slug>/berichten/<int:pk>/weghalen/", updates.delete, name="delete_update"),
    path("initiatieven/<slug:slug>/afronden/", results.finishing, name="finish"),
    path("initiatieven/<slug:slug>/resultaat/", results.correct, name="correct"),
    path("initiatieven/<slug:slug>/titel/", order.title, name="title"),
    path("initiatieven/<slug:slug>/archief/", order.archiving, name="archive"),
    path("initiatieven/<slug:slug>/verhuizen/", order.move, name="move"),
    path("initiatieven/<slug:slug>/samenvoegen/", order.merge, name="merge"),
    path("initiatieven/<slug:slug>/verzoek/<int:pk>/", order.shift, name="shift"),
    path("initiatieven/<slug:slug>/bewerken/", draft.edit, name="edit"),
    path("initiatieven/<slug:slug>/bewerken/hulp/", draft.edit_help, name="edit_help"),
    path("initiatieven/<slug:slug>/bewerken/nakijken/", draft.review, name="review"),
    path("initiatieven/<slug:slug>/indienen/", draft.submit, name="submit"),
    path("initiatieven/<slug:slug>/ingediend/", draft.sent, name="sent"),
    path("initiatieven/<slug:slug>/weg/", draft.discard, name="discard"),
    path("initiatieven/<slug:slug>/bezwaar/", draft.object_, name="object"),
    *AGENDA,
    *QUESTIONS,
    *IDEAS,
    path("platforms/<slug:slug>/initiatieven/", listing.of_platform, name="of_platform"),
    re_path(
        r"^media/initiatives/(?P<name>[0-9a-f]{32})-(?P<side>1600|960|480)\.(?P<kind>avif|webp)$",
        photos.photo,
        name="photo",
    ),
]

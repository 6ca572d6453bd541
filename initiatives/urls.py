from django.urls import path

from initiatives.urls_agenda import URLS as AGENDA
from initiatives.urls_news import URLS as NEWS
from initiatives.urls_talk import URLS as TALK
from initiatives.views import draft, join, listing, page, propose

app_name = "initiatives"
urlpatterns = [
    *TALK,
    *NEWS,
    path("initiatieven/", listing.index, name="index"),
    path("initiatieven/lijkt-op/", listing.similar, name="similar"),
    path("initiatieven/nieuw/", propose.new, name="new"),
    path("initiatieven/nieuw/hulp/", propose.new_help, name="new_help"),
    path("initiatieven/nieuw/indienen/", propose.new_submit, name="new_submit"),
    path("initiatieven/<slug:slug>/", page.detail, name="detail"),
    path("initiatieven/<slug:slug>/poster/", page.poster, name="poster"),
    path("initiatieven/<slug:slug>/fase/", page.stage, name="stage"),
    path("initiatieven/<slug:slug>/meedoen/", join.join, name="join"),
    path("initiatieven/<slug:slug>/stoppen/", join.withdraw, name="withdraw"),
    path("initiatieven/<slug:slug>/mensen/", join.people, name="people"),
    path("initiatieven/<slug:slug>/bewerken/", draft.edit, name="edit"),
    path("initiatieven/<slug:slug>/bewerken/hulp/", draft.edit_help, name="edit_help"),
    path("initiatieven/<slug:slug>/bewerken/nakijken/", draft.review, name="review"),
    path("initiatieven/<slug:slug>/indienen/", draft.submit, name="submit"),
    path("initiatieven/<slug:slug>/ingediend/", draft.sent, name="sent"),
    path("initiatieven/<slug:slug>/weg/", draft.discard, name="discard"),
    path("initiatieven/<slug:slug>/bezwaar/", draft.object_, name="object"),
    *AGENDA,
    path("platforms/<slug:slug>/initiatieven/", listing.of_platform, name="of_platform"),
]

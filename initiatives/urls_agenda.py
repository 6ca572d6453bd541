"""The addresses of the agenda."""

from django.urls import path

from initiatives.views import activity, agenda, arrange, calendar, signup

URLS = [
    path("agenda/", agenda.index, name="agenda"),
    path("agenda/agenda.ics", calendar.everything, name="calendar"),
    path("agenda/nieuw/", arrange.new, name="new_activity"),
    path("agenda/van-mij/<str:token>/agenda.ics", calendar.own, name="own_calendar"),
    path("agenda/<slug:slug>/", activity.detail, name="activity"),
    path("agenda/<slug:slug>/agenda.ics", calendar.of_activity, name="activity_calendar"),
    path("agenda/<slug:slug>/aanmelden/", signup.sign_up, name="sign_up"),
    path("agenda/<slug:slug>/plek-nemen/", signup.accept, name="accept_place"),
    path("agenda/<slug:slug>/afmelden/", signup.leave, name="not_coming"),
    path("agenda/<slug:slug>/wie-er-komen/", signup.people, name="who_comes"),
    path("agenda/<slug:slug>/veranderen/", arrange.change, name="change_activity"),
    path("agenda/<slug:slug>/afgelasten/", arrange.call_off, name="call_off"),
    path("agenda/<slug:slug>/nog-een-keer/", arrange.again, name="again"),
    path("agenda/<slug:slug>/verslag/", arrange.report, name="activity_report"),
    path("mijn/agenda/", signup.mine, name="my_agenda"),
    path("mijn/agenda/adres/", signup.new_feed, name="new_feed"),
    path("mijn/agenda/adres/weg/", signup.no_feed, name="no_feed"),
    path("platforms/<slug:slug>/agenda/", agenda.of_platform, name="agenda_of_platform"),
    path("platforms/<slug:slug>/agenda.ics", calendar.of_platform, name="calendar_of_platform"),
    path("gebieden/<slug:slug>/agenda.ics", calendar.of_area, name="calendar_of_area"),
]

"""``/<slug>/`` matches any single word, so this file is included last."""

from django.urls import path

from coalitie.pages import views

app_name = "pages"
urlpatterns = [
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("waarden/", views.values, name="values"),
    path("waarden/<slug:slug>/", views.value, name="value"),
    path("waarden/<slug:slug>/nieuws.atom", views.value_feed, name="value_feed"),
    path("<slug:slug>/", views.page, name="page"),
]

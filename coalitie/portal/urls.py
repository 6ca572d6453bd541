from django.urls import path

from coalitie.portal import home, mine, style

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("mijn/", mine.mine, name="mine"),
    path("stijl/", style.style, name="style"),
]

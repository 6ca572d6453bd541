from django.urls import path

from coalitie.portal import mine, style

app_name = "portal"
urlpatterns = [
    path("mijn/", mine.mine, name="mine"),
    path("stijl/", style.style, name="style"),
]

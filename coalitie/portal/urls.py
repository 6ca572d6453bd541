from django.urls import path

from coalitie.portal import style

app_name = "portal"
urlpatterns = [
    path("stijl/", style.style, name="style"),
]

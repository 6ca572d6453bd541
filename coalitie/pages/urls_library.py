"""Papers. The short addresses stand in the root, for they have one address in all languages."""

from django.urls import path

from coalitie.pages import views_library as views

app_name = "library"
urlpatterns = [
    path("documenten/", views.documents, name="documents"),
    path("documenten/<slug:slug>/", views.document, name="document"),
    path("documenten/<slug:slug>/bestand/", views.file, name="file"),
]

from django.urls import path

from coalitie.portal import home, mine, post, style, urls_sheet
from coalitie.portal.open_data import views as open_data

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("mijn/", mine.mine, name="mine"),
    path("stijl/post/", post.post, name="post"),
    path("stijl/post/<slug:name>/", post.mail, name="post_mail"),
    path("stijl/post/<slug:name>/html/", post.html, name="post_html"),
    path("stijl/", style.style, name="style"),
    path("open-data/", open_data.page, name="open_data"),
    *urls_sheet.URLS,
]

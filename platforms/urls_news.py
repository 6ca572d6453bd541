from django.urls import path, re_path

from platforms.views import news

app_name = "news"
urlpatterns = [
    path("nieuws/", news.posts, name="posts"),
    path("nieuws/nieuws.atom", news.feed, name="feed"),
    path("nieuws/<slug:slug>/", news.post, name="post"),
    re_path(r"^media/posts/(?P<name>[0-9a-f]{32}(-640)?\.webp)$", news.picture, name="picture"),
]

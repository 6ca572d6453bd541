from django.conf import settings
from django.urls import path

from coalitie.activity.views import demo, follow, inbox, stop

app_name = "activity"

urlpatterns = [
    path("volgen/<int:pk>/", follow.follow, name="follow"),
    path("mijn/volgen/", follow.following, name="following"),
    path("mijn/volgen/mails/<slug:kind>/", follow.kind, name="kind"),
    path("mijn/volgen/uit/<int:pk>/", follow.about, name="about"),
    path("mijn/berichten/", inbox.inbox, name="inbox"),
    path("mijn/berichten/gelezen/", inbox.read, name="read_all"),
    path("mijn/berichten/<int:pk>/gelezen/", inbox.read, name="read"),
    path("mail-uit/<str:token>/", stop.stop, name="stop"),
]

if settings.DEMO:
    urlpatterns.append(path("demo/post/", demo.demo_post, name="demo_post"))

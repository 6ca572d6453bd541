from django.urls import path, re_path

from platforms.views import areas, feeds, membership, pictures, platforms, rights

app_name = "platforms"

urlpatterns = [
    path("buurten/", areas.city_page, name="city"),
    path("buurten/<slug:slug>/", areas.area, {"level": "buurt"}, name="buurt"),
    path("wijken/<slug:slug>/", areas.area, {"level": "wijk"}, name="wijk"),
    path("gebieden/<slug:slug>/", areas.area, {"level": "gebied"}, name="gebied"),
    path("stadsdelen/<slug:slug>/", areas.area, {"level": "stadsdeel"}, name="stadsdeel"),
    path("buurten/<slug:slug>/nieuws.atom", feeds.area, {"level": "buurt"}, name="buurt_feed"),
    path("wijken/<slug:slug>/nieuws.atom", feeds.area, {"level": "wijk"}, name="wijk_feed"),
    path("gebieden/<slug:slug>/nieuws.atom", feeds.area, {"level": "gebied"}, name="gebied_feed"),
    path("stadsdelen/<slug:slug>/nieuws.atom", feeds.area, {"level": "stadsdeel"}, name="stadsdeel_feed"),
    path("zoeken/", areas.search, name="search"),
    path("zoeken/suggesties/", areas.suggestions, name="suggestions"),
    path("platforms/", platforms.platforms, name="platforms"),
    path("platforms/<slug:slug>/", platforms.platform, name="platform"),
    path("platforms/<slug:slug>/nieuws.atom", feeds.platform, name="feed"),
    path("platforms/<slug:slug>/mensen/", platforms.people, name="people"),
    path("platforms/<slug:slug>/over/", platforms.about, name="about"),
    path("platforms/<slug:slug>/poster/", platforms.poster, name="poster"),
    path("platforms/<slug:slug>/meedoen/", membership.join, name="join"),
    path("platforms/<slug:slug>/lidmaatschap/", membership.membership, name="membership"),
    path("platforms/<slug:slug>/vertrekken/", membership.leave, name="leave"),
    path("platforms/<slug:slug>/leden/", membership.members, name="members"),
    path("platforms/<slug:slug>/leden/<int:pk>/toelaten/", membership.accept, name="accept"),
    path("platforms/<slug:slug>/leden/<int:pk>/weigeren/", membership.decline, name="decline"),
    path("platforms/<slug:slug>/leden/<int:pk>/rol/", membership.give_role, name="give_role"),
    path("buurtplatformrecht/", rights.register, name="register"),
    path("buurtplatformrecht/register.csv", rights.register_csv, name="register_csv"),
    path("platforms/<slug:slug>/buurtplatformrecht/", rights.right, name="right"),
    path("platforms/<slug:slug>/buurtplatformrecht/nieuw/", rights.write, name="right_new"),
    path("platforms/<slug:slug>/buurtplatformrecht/<int:pk>/", rights.write, name="right_write"),
    path("platforms/<slug:slug>/buurtplatformrecht/<int:pk>/overnemen/", rights.accept, name="right_accept"),
    path("platforms/<slug:slug>/buurtplatformrecht/<int:pk>/niet-overnemen/", rights.decline, name="right_decline"),
    re_path(r"^media/platforms/(?P<name>[0-9a-f]{32}(-640)?\.webp)$", pictures.picture, name="picture"),
]

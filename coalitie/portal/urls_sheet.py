"""The addresses of the value sheet, and of taking all of one platform along; part of ``urls``."""

from django.urls import path

from coalitie.portal import own_content, value_sheet

PLATFORM, AREA = "platforms/<slug:slug>/wat-het-oplevert/", "gebieden/<slug:slug>/wat-het-oplevert/"

URLS = [
    path("wat-het-oplevert/", value_sheet.of_all, name="sheet"),
    path("wat-het-oplevert/blad/", value_sheet.of_all, {"paper": True}, name="sheet_paper"),
    path("wat-het-oplevert/deel.png", value_sheet.picture, name="sheet_picture"),
    path(PLATFORM, value_sheet.of_platform, name="platform_sheet"),
    path(f"{PLATFORM}blad/", value_sheet.of_platform, {"paper": True}, name="platform_paper"),
    path(f"{PLATFORM}deel.png", value_sheet.picture, {"level": "platform"}, name="platform_picture"),
    path(AREA, value_sheet.of_area, name="area_sheet"),
    path(f"{AREA}blad/", value_sheet.of_area, {"paper": True}, name="area_paper"),
    path(f"{AREA}deel.png", value_sheet.picture, {"level": "area"}, name="area_picture"),
    path("platforms/<slug:slug>/alles-meenemen/", own_content.own_content, name="own_content"),
]

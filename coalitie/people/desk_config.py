"""Apart from apps.py, where Django takes a second app config for this app's own."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin behind a second factor. Stands in INSTALLED_APPS in place of django.contrib.admin."""

    default = False
    default_site = "coalitie.people.desk.DeskSite"

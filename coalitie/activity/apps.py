from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "coalitie.activity"
    label = "activity"
    verbose_name = "Gebeurtenissen"

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "coalitie.pages"
    label = "pages"
    verbose_name = "Pagina’s en waarden"

"""How Django draws forms: fields through the site's own template, widgets as Django ships them."""

from django.forms.renderers import TemplatesSetting


class SiteForms(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

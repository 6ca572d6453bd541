from django import forms


class NoForm(forms.Form):
    """For a verb that asks nothing: only the button."""

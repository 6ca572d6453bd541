from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, SetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coalitie.lib.text import LineField
from coalitie.people.models import Limit, clean_address
from coalitie.people.models.user import Language

SECOND_STEP_TRIES, SECOND_STEP_PER = 5, timedelta(minutes=10)
CODE_ATTRS = {"inputmode": "numeric", "autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


class AddressField(forms.EmailField):
    """An e-mail address in the one spelling that is stored."""

    default_error_messages = {"required": _("Vul je e-mailadres in.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.error_messages["invalid"] = _("Dit is geen e-mailadres. Een adres ziet eruit als naam@voorbeeld.nl.")
        self.widget.attrs.update({"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"})

    def clean(self, value: object) -> str:
        address: str = clean_address(super().clean(value))
        if not address.isascii() or len(address) > 254:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address


class AddressForm(forms.Form):
    email = AddressField(label=_("Je e-mailadres"))


class NewAddressForm(forms.Form):
    email = AddressField(label=_("Je nieuwe e-mailadres"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("De code uit de mail"),
        max_length=40,
        strip=True,
        error_messages={"required": _("Vul de code in. Hij staat in de mail.")},
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )


class WelcomeForm(forms.Form):
    name = LineField(
        label=_("Hoe heet je?"),
        max_length=60,
        required=False,
        help_text=_("Zo zien anderen je als je meedoet. Een voornaam is genoeg."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    sixteen = forms.BooleanField(
        label=_("Ik ben 16 jaar of ouder"),
        help_text=_("Meedoen kan vanaf 16 jaar. We bewaren alleen wanneer je dit aankruiste, niet je leeftijd."),
        error_messages={
            "required": _("Kruis aan dat je 16 jaar of ouder bent. Ben je jonger, dan kun je nog niet meedoen.")
        },
    )


class ProfileForm(forms.Form):
    name = LineField(
        label=_("Je naam"),
        max_length=60,
        required=False,
        help_text=_("Zo zien anderen je. Zonder naam ben je ‘een buurtbewoner’."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    language = forms.ChoiceField(
        label=_("Taal van onze mails"),
        choices=Language,
        help_text=_("Wat nog niet vertaald is, krijg je in het Nederlands."),
    )


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Ja, haal mijn account weg. Ik weet dat dit niet terug kan."),
        error_messages={"required": _("Kruis aan dat je het zeker weet.")},
    )


class PasswordForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self, login=_("Je e-mailadres"), password=_("Je wachtwoord"))
        self.fields["password"].help_text = ""


class FirstPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self, password1=_("Je wachtwoord"), password2=_("Nog een keer je wachtwoord"))
        self.fields["password1"].help_text = ""


class OtherPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(
            self,
            oldpassword=_("Je wachtwoord van nu"),
            password1=_("Je nieuwe wachtwoord"),
            password2=_("Nog een keer je nieuwe wachtwoord"),
        )
        self.fields["oldpassword"].help_text = self.fields["password1"].help_text = ""


class CountedCode(BaseAuthenticateForm):
    """Tries with a code, counted exactly over all workers; the library counts in a cache and lets more through."""

    def clean_code(self) -> str:
        if not Limit.take("second_step", self.user.pk, most=SECOND_STEP_TRIES, per=SECOND_STEP_PER):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()


class SecondStepForm(CountedCode, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self, code=_("Je code"))


class SecondStepAgainForm(CountedCode, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self, code=_("Je code"))


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self, code=_("De code uit je app"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasskeyForm(AddWebAuthnForm):
    """Always one that signs in by itself: the other kind only works after a code, which helps nobody here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_plainly(self, name=_("Naam"))
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = "60"
        self.fields["passwordless"].widget = forms.CheckboxInput(attrs={"hidden": True})
        self.initial["passwordless"] = True


def speak_plainly(form: forms.Form, **labels: Any) -> None:
    """Our words on a form of allauth, and no placeholders: they vanish just when somebody needs them."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)

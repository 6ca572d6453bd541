"""Signing in and the own account. The names without a namespace are those that allauth itself looks for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import include, path

from coalitie.people.access import still_you_required
from coalitie.people.around_allauth import counts_as_passed, says_422
from coalitie.people.views import profile, sign_in

own = [
    path("aanmelden/code/", sign_in.code, name="code"),
    path("aanmelden/code/opnieuw/", sign_in.send_again, name="send_again"),
    path("aanmelden/verder/<str:token>/", sign_in.go_on, name="go_on"),
    path("aanmelden/wachtwoord/", says_422(account.login), name="password"),
    path("welkom/", sign_in.welcome, name="welcome"),
    path("tot-ziens/", profile.erased, name="erased"),
    path("mijn/profiel/", profile.profile, name="profile"),
    path("mijn/adres/", profile.new_address, name="new_address"),
    path("mijn/adres/code/", profile.new_address_code, name="new_address_code"),
    path("mijn/bevestigen/", profile.still_you, name="still_you"),
    path("mijn/overal-afmelden/", profile.sign_out_everywhere, name="sign_out_everywhere"),
    path("mijn/gegevens/", profile.my_data, name="my_data"),
    path("mijn/weg/", profile.erase_me, name="erase"),
]

urlpatterns = [
    path("", include((own, "people"))),
    path("aanmelden/", sign_in.sign_in, name="account_login"),
    path("aanmelden/nieuw/", sign_in.sign_up, name="account_signup"),
    path("aanmelden/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("aanmelden/tweede-stap/", says_422(mfa.authenticate), name="mfa_authenticate"),
    path("aanmelden/geblokkeerd/", account.account_inactive, name="account_inactive"),
    path("afmelden/", account.logout, name="account_logout"),
    path("mijn/bevestigen/wachtwoord/", says_422(account.reauthenticate), name="account_reauthenticate"),
    path("mijn/bevestigen/tweede-stap/", says_422(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("mijn/bevestigen/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("mijn/wachtwoord/", still_you_required(says_422(account.password_change)), name="account_change_password"),
    path("mijn/wachtwoord/nieuw/", still_you_required(says_422(account.password_set)), name="account_set_password"),
    path("mijn/tweede-stap/", mfa.index, name="mfa_index"),
    path(
        "mijn/tweede-stap/app/",
        still_you_required(counts_as_passed(says_422(totp.activate_totp))),
        name="mfa_activate_totp",
    ),
    path("mijn/tweede-stap/app/uit/", still_you_required(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("mijn/tweede-stap/codes/", still_you_required(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "mijn/tweede-stap/codes/nieuw/",
        still_you_required(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "mijn/tweede-stap/codes/bewaren/",
        still_you_required(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("mijn/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path(
        "mijn/passkeys/nieuw/",
        still_you_required(counts_as_passed(says_422(passkey.add_webauthn))),
        name="mfa_add_webauthn",
    ),
    path("mijn/passkeys/<int:pk>/weg/", still_you_required(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("mijn/passkeys/<int:pk>/", still_you_required(says_422(passkey.edit_webauthn)), name="mfa_edit_webauthn"),
]

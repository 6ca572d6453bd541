"""One settings file. What differs between machines comes from the environment; see .env.example.

COALITIE_MODE says what this process is for: ``production`` (default), ``demo``, ``dev`` or ``test``.
Demo behaves as production does, with sample people and a page that shows the mails.
"""

from pathlib import Path

from django.utils.csp import CSP

from coalitie.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

MODE = env.choice("COALITIE_MODE", ("production", "demo", "dev", "test"), "production")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = MODE == "dev"

# An unset key or database stays empty here; lib/checks.py then refuses to start and names what is missing.
SECRET_KEY = env.text("SECRET_KEY") or ("" if PRODUCTION else "only-for-demo-and-development-" + "0" * 40)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ([] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
SITE_URL = env.text("SITE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "" if PRODUCTION else "hallo@coalitie.example")

INSTALLED_APPS = [
    "coalitie.lib",
    "coalitie.people",
    "coalitie.activity",
    "coalitie.pages",
    "platforms",
    "initiatives",
    "budgets",
    "coalitie.portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "coalitie.people.desk_config.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads its answers by chance (BREACH), and the form token is masked anew in every page.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "coalitie.lib.middleware.SecurityHeadersMiddleware",
    "coalitie.lib.language.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "coalitie.lib.middleware.RoomyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "coalitie.lib.middleware.RefusedMiddleware",
]

ROOT_URLCONF = "coalitie.urls"
WSGI_APPLICATION = "coalitie.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coalitie.lib.context.site",
                "coalitie.activity.context.unread",
                "coalitie.pages.context.frame",
            ],
            "builtins": ["coalitie.lib.templatetags.coalitie"],
        },
    },
]

# --- Database -----------------------------------------------------------------------------------------------------
DATABASE = env.database(env.text("DATABASE_URL") or "postgresql:///unset")
DATABASE["OPTIONS"] = {
    "connect_timeout": 3,
    **DATABASE["OPTIONS"],
    "options": f"-c lock_timeout={env.number('LOCK_TIMEOUT_MS', 1000)}"
    f" -c statement_timeout={env.number('STATEMENT_TIMEOUT_MS', 2000)}",
}
DATABASES = {"default": {**DATABASE, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits count in the cache, so it is shared by all workers: the database, not each process for itself.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
# The only one: a second would hash each password once more. It takes as long for an address without an account.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:mine"
LOGOUT_REDIRECT_URL = "portal:home"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-sessie" if PRODUCTION else "sessie"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "coalitie.lib.views.csrf_failure"

ACCOUNT_ADAPTER = "coalitie.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
# Codes are our own (people.Proof): counted exactly, carrying a parked choice, one path for known and unknown addresses.
# An account exists only after its address was proven, so allauth has nothing left to verify.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Limits per network need the visitor's address: behind one proxy it is the last one that proxy adds.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXIES", 1 if PRODUCTION else 0)
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_FORMS = {
    "login": "coalitie.people.forms.PasswordForm",
    "set_password": "coalitie.people.forms.FirstPasswordForm",
    "change_password": "coalitie.people.forms.OtherPasswordForm",
}
# Tries by account are counted by people.Limit: exactly, over all workers.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}
MFA_ADAPTER = "coalitie.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "coalitie.people.forms.SecondStepForm",
    "reauthenticate": "coalitie.people.forms.SecondStepAgainForm",
    "activate_totp": "coalitie.people.forms.AppForm",
    "add_webauthn": "coalitie.people.forms.PasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Buurtplatformen Amsterdam"
# Who types slowly may bring the digits of half a minute ago.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# --- Mail ---------------------------------------------------------------------------------------------------------
# Every mail is first a row in the outbox, written in the same transaction as what it tells; a worker sends it on
# through "wire".
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "" if PRODUCTION else "Buurtplatformen <hallo@coalitie.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILERS = {
    "default": {"BACKEND": "coalitie.activity.outbox.OutboxBackend"},
    "wire": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("MAIL_HOST", "localhost"),
            "port": env.number("MAIL_PORT", 587 if PRODUCTION else 1025),
            "username": env.text("MAIL_USER"),
            "password": env.text("MAIL_PASSWORD"),
            "use_tls": env.flag("MAIL_TLS", PRODUCTION),
            "timeout": 10,
        },
    }
    if PRODUCTION
    else {"BACKEND": "django.core.mail.backends.console.EmailBackend"},
}

# The news of a day goes out from this hour on, by the clock of Amsterdam; weekly digests on this day (0 is Monday).
DIGEST_HOUR = env.number("DIGEST_HOUR", 7)
DIGEST_WEEKDAY = env.number("DIGEST_WEEKDAY", 3)

# Menus, motto and first page are right everywhere so many seconds after somebody changed them (pages/frame.py).
FRAME_SECONDS: float = env.number("FRAME_SECONDS", 3)

# --- Files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE in {"dev", "test"}
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE in {"dev", "test"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# --- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
# By the name that each has for itself. Each has its addresses: /…, /en/…; the address alone says the language.
LANGUAGES = [("nl", "Nederlands"), ("en", "English"), ("ar", "العربية"), ("tr", "Türkçe")]
# Languages that have some pages only, and which. A star stands for one more word: a code, a token.
FRONT_AND_WAY_IN = (
    "/",
    "/aanmelden/",
    "/aanmelden/code/",
    "/aanmelden/code/opnieuw/",
    "/aanmelden/verder/*",
    "/welkom/",
)
KEY_PAGES = (
    *("/over-ons/", "/wat-is-een-buurtplatform/", "/visie/", "/missie/", "/strategie/", "/instrumenten/"),
    *("/begin-een-platform/", "/zo-werkt-het-buurtbudget/", "/huisregels/", "/privacy/", "/toegankelijkheid/"),
)
FEW_PAGES = dict.fromkeys(("ar", "tr"), FRONT_AND_WAY_IN + KEY_PAGES)
LOCALE_PATHS = [BASE_DIR / "coalitie" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Safety -------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 * 2 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT: list[str] = []
# Only behind a proxy that sets it itself; see README, "for real".
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None

CRISPY_ALLOWED_TEMPLATE_PACKS = ("forms",)
CRISPY_TEMPLATE_PACK = "forms"
FORM_RENDERER = "coalitie.lib.form_renderer.SiteForms"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}

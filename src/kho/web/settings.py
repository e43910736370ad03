"""Django's settings, from what `kho serve` was told."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kho.web.configuration import Configuration

CONFIGURATION = Configuration.from_environment()
HERE = Path(__file__).resolve().parent

SECRET_KEY = CONFIGURATION.secret_key()
DEBUG = False
ALLOWED_HOSTS = [CONFIGURATION.host, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "kho.web.urls"
WSGI_APPLICATION = "kho.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "kho.web.accounts",  # before the packages whose templates it has in both languages
    "kho.web.accounts.oidc",
    "kho.web.accounts.site.Site",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "kho.web.audit",
    "kho.web.mail",
    "kho.web.working",
    "kho.web.board",
    "kho.web.uploads",
    "kho.web.changes",
    "kho.web.registers",
    "kho.web.deliveries",
    "kho.web.wizard",
    "kho.web.api",
    "kho.web.usage",
    "kho.web.look",
    "kho.web.portal",
    "kho.web.participation",
    "kho.web.dcat",
    "kho.web.charts",
    "kho.web.maps",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kho.web.headers.SafeHeaders",
    "kho.web.api.cross_origin.CrossOrigin",
    "kho.web.api.limiting.Limits",
    "django.middleware.gzip.GZipMiddleware",
    "kho.web.look.language.LanguageOfAddress",
    "kho.web.headers.Unchanged",
    "django.middleware.common.CommonMiddleware",
    "kho.web.usage.counting.Counts",
    "kho.web.refusing.Refusals",
    # Below only what looks at who is signed in: the public's pages never do, so they send no cookie.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kho.web.accounts.activity.Activity",
    "kho.web.accounts.permits.Permits",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "kho.web.look.frame.frame",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["kho.web.look.templatetags.saying", "django.templatetags.static"],
        },
    },
]


def _database(address: str) -> dict[str, Any]:
    """The metadata database: PostgreSQL by its address, or a SQLite file that several processes write to."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": CONFIGURATION.own / "portal.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(CONFIGURATION.database)}

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kho.web.accounts.passwords.NotAboutOneself"},
    {"NAME": "kho.web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "kho.web.accounts.passwords.NotCommon"},
]
LOGIN_REDIRECT_URL = "work"
LOGIN_URL = "account_login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
"""What all processes must know of each other at once: failed sign-ins, one-time codes that were used."""

ACCOUNT_ADAPTER = "kho.web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 20 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "kho.web.accounts.forms.SignIn",
    "signup": "kho.web.accounts.forms.SignUp",
    "add_email": "kho.web.accounts.forms.NewAddress",
    "change_password": "kho.web.accounts.forms.ChangePassword",
    "set_password": "kho.web.accounts.forms.SetPassword",
    "reset_password": "kho.web.accounts.forms.ForgottenPassword",
    "reset_password_from_key": "kho.web.accounts.forms.NewPassword",
    "reauthenticate": "kho.web.accounts.forms.OnceMore",
    "confirm_email_verification_code": "kho.web.accounts.forms.CodeOfAddress",
    "confirm_password_reset_code": "kho.web.accounts.forms.CodeOfReset",
}
MFA_ADAPTER = "kho.web.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "kho.web.accounts.factor_forms.Authenticate",
    "reauthenticate": "kho.web.accounts.factor_forms.Reauthenticate",
    "activate_totp": "kho.web.accounts.factor_forms.ActivateTotp",
    "add_webauthn": "kho.web.accounts.factor_forms.AddKey",
    "edit_webauthn": "kho.web.accounts.factor_forms.NameKey",
}
SOCIALACCOUNT_ADAPTER = "kho.web.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
"""An address that the province's own service has verified is that person's: the account here is theirs."""
SOCIALACCOUNT_FORMS = {"signup": "kho.web.accounts.forms.ProviderSignUp"}
USERSESSIONS_TRACK_ACTIVITY = True

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = CONFIGURATION.own / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.is_secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.is_secure else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_secure
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
"""A page about a table of two hundred columns."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}

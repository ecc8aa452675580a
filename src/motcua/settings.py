"""Django's settings: one file, fed by `foundation.config`."""

import os
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from motcua.foundation import secrets
from motcua.foundation.config import config

_config = config()
PACKAGE = __import__("pathlib").Path(__file__).parent

SECRET_KEY = secrets.derive("django").hex()
DEBUG = False
ALLOWED_HOSTS = [
    *filter(None, [urlsplit(_config.base_url).hostname]), "localhost", "127.0.0.1", "[::1]",
    *os.environ.get("MOTCUA_ALLOWED_HOSTS", "").split(),
]  # fmt: skip
ROOT_URLCONF = "motcua.urls"
WSGI_APPLICATION = "motcua.wsgi.application"
AUTH_USER_MODEL = "staff.Officer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "motcua.foundation.audit",
    "motcua.foundation.offices",
    "motcua.foundation.staff",
    "motcua.foundation.citizens",
    "motcua.foundation.inquiries",
    "motcua.foundation.procedures",
    "motcua.foundation.jobs",
    "motcua.messaging.channels",
    "motcua.messaging.channels.webchat",
    "motcua.tickets",
    "motcua.features.knowledge",
    "motcua.features.queueing",
    "motcua.features.helpdesk",
    "motcua.features.reports",
    "motcua.features.dossiers",
    "motcua.features.lists",
    "motcua.workflows.assistant",
    "motcua.workflows.imports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "motcua.foundation.staff.frames.NoFramesForStaff",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]


def _database(url: str) -> dict[str, object]:
    parts = conninfo_to_dict(url)
    name, user, password = parts.pop("dbname", "motcua"), parts.pop("user", ""), parts.pop("password", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,  # the database may have been restarted between two requests
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a transaction-mode pooler may stand between
        "OPTIONS": {**parts, "prepare_threshold": None},
    }


DATABASES = {"default": _database(_config.database_url)}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((PACKAGE / "audiences").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.audiences.console.menu.menu",
            ],
        },
    }
]

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "audiences"  # nothing is collected: whitenoise finds files where they are
STATICFILES_DIRS: list[object] = [
    *sorted((PACKAGE / "audiences").glob("*/static")),
    ("fonts", __import__("fontpkg_be_vietnam_pro").ROOT / "files"),
]
WHITENOISE_USE_FINDERS = True  # no collectstatic step: files are found and indexed at start
WHITENOISE_AUTOREFRESH = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_ADAPTER = "motcua.foundation.staff.sign_in.StaffAdapter"
ACCOUNT_RATE_LIMITS = {"login": None}  # counted by (account, address) in the database: foundation.staff.operations
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MOTCUA_TRUSTED_PROXIES") or 0)  # how many write X-Forwarded-For
MFA_ADAPTER = "motcua.foundation.staff.sign_in.StaffSecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "/console/sign-in/"
LOGIN_REDIRECT_URL = "/console/"

_secure = _config.base_url.startswith("https:")
SESSION_COOKIE_NAME = "mc_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "mc_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [_config.base_url]
SECURE_REFERRER_POLICY = "same-origin"  # with "no-referrer" browsers send "Origin: null" and every form is refused
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": list(_config.frame_ancestors) or [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "motcua.foundation.log_lines.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _config.log_level},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}

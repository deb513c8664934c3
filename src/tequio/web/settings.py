"""The settings of a site. Everything that differs between sites comes from the environment.

| variable | what | default |
|---|---|---|
| `TEQUIO_DATA` | folder of uploads, keys and, without `DATABASE_URL`, the database | `tequio-data` |
| `TEQUIO_KEYS` | folder of the keys | `keys` in it |
| `DATABASE_URL` | PostgreSQL | SQLite in the data folder |
| `TEQUIO_URL` | the address at which people reach the site | `http://127.0.0.1:8000` |
| `TEQUIO_TIME_ZONE` | of deadlines and of what is shown | `America/Mexico_City` |
| `TEQUIO_PROXIES` | reverse proxies before the site; they must set X-Forwarded-For | 0 |
| `TEQUIO_FRAME_MB` | how large a frame may be that is sent in | 500 |
| `TEQUIO_NETWORK_LIMIT` | registrations an hour from one network without a letter's code | 120 |
| `EMAIL_URL` | where mail goes: `smtp://user:password@host:587` | written into the data folder |
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from tequio.web import keys
from tequio.words import languages

HERE = Path(__file__).parent
DATA = keys.data_folder()
SITE_URL = os.environ.get("TEQUIO_URL", "http://127.0.0.1:8000").rstrip("/")
_host = urlsplit(SITE_URL).hostname or "localhost"
_secure = SITE_URL.startswith("https://")

SECRET_KEY = keys.secret_key()
DEBUG = False
ALLOWED_HOSTS = sorted({_host, "127.0.0.1", "localhost"})
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "tequio.web.urls"
WSGI_APPLICATION = "tequio.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "tequio.web.demo",
    "tequio.web.privacy",
    "tequio.web.public",
    "tequio.web.members",
    "tequio.web.selection",
    "tequio.web.recruitment",
    "tequio.web.runs",
    "tequio.web.assemblies",
    "tequio.web.records",
    "tequio.web.accounts",
    "tequio.web.mail",
    "tequio.web.limits",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tequio.web.language.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tequio.web.accounts.second_factor.SecondFactorFirst",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tequio.web.tags", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tequio.web.tags.site",
                "tequio.web.assemblies.desk.menu",
                "tequio.web.selection.rehearsal.mark",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- what is stored
_sqlite = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(DATA / "tequio.sqlite3"),
    # Writers wait for each other instead of failing; readers are not held up (WAL).
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    },
}
DATABASES = {
    "default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True)
    if os.environ.get("DATABASE_URL")
    else _sqlite
}
CACHES = {
    # allauth's counts of attempts, for all processes together, and nothing else
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tequio_cache"},
    # parts of public pages, for seconds, in each process by itself: thousands of phones ask for them
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}
MEDIA_ROOT = DATA / "files"
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FRAME_BYTES = int(os.environ.get("TEQUIO_FRAME_MB", "500")) << 20

ORDER_IS_LAW = True  # an act out of its order is refused (docs/spec/record.md, section 5)

# --- language and time
LANGUAGE_CODE = "en"
LANGUAGES = [(code, code) for code in languages()]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = os.environ.get("TEQUIO_TIME_ZONE", "America/Mexico_City")
USE_TZ = True

# --- who comes in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tequio.web.accounts.adapter.StaffOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
# For codes of the second factor; failed passwords are axes' part, which comes first.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,10/300s/key"}
MFA_ADAPTER = "tequio.web.accounts.adapter.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tequio"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "tequio.web.accounts.adapter.who_tries"
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_IPWARE_PROXY_COUNT = int(os.environ.get("TEQUIO_PROXIES", "0")) or None
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- what browsers may do
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SECURE_SSL_REDIRECT = False  # the proxy's part; the site may also be reached inside a network of its own
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("TEQUIO_PROXIES", "0") != "0" else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- how much from one network; a whole village may share one
NETWORK_LIMIT = int(os.environ.get("TEQUIO_NETWORK_LIMIT", "120"))

# --- mail
_mail = urlsplit(os.environ.get("EMAIL_URL", ""))
DEFAULT_FROM_EMAIL = os.environ.get("TEQUIO_FROM", f"Tequio <no-reply@{_host}>")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _mail.hostname
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and _mail.hostname not in ("localhost", "127.0.0.1")
EMAIL_TIMEOUT = 20

# Ids and paths only, never what a person wrote.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

"""The one settings file. What differs by place comes from the environment, and
docs/deploy.md tells what each variable means. Nonsense is refused at the start."""

import os
import re
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _text(name: str, default: str = "") -> str:
    """A variable that is there but empty counts as not set, for all readers."""
    return os.environ.get(name, "").strip() or default


def _flag(name: str, *, default: bool) -> bool:
    match _text(name).lower():
        case "":
            return default
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
    raise ImproperlyConfigured(f"{name} is 1 or 0.")


def _number(name: str, *, default: int, least: int, most: int) -> int:
    text = _text(name, str(default))
    if not re.fullmatch("[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise ImproperlyConfigured(
            f"{name} is a whole number from {least} to {most}, not “{text}”."
        )
    return int(text)


def _list(name: str, pattern: str, *, such_as: str) -> list[str]:
    values = [value.strip() for value in _text(name).split(",") if value.strip()]
    for value in values:
        if not re.fullmatch(pattern, value, re.IGNORECASE):
            raise ImproperlyConfigured(
                f"{name} has “{value}”. Write it such as {such_as}, with commas "
                "between."
            )
    return values


def _database(url: str) -> dict[str, Any]:
    """The messages do not repeat the URL, since it may hold a password."""
    if not re.match("(postgres|postgresql|sqlite)://", url):
        raise ImproperlyConfigured(
            "DATABASE_URL begins with postgres:// or sqlite:///."
        )
    if re.match("sqlite://[^/:]", url):
        raise ImproperlyConfigured(
            "DATABASE_URL for SQLite has three slashes and a path: "
            "sqlite:////var/lib/tracker/db.sqlite3."
        )
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
        return config
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL has a part that cannot be read. Write it such as "
            "postgres://user:password@host:5432/name, with any of :/?#@% in the "
            "password as %3A, %2F, %3F, %23, %40 or %25."
        ) from None


def _mail(url: str) -> dict[str, Any]:
    """The message does not repeat the URL, since it may hold a password."""
    wrong = ImproperlyConfigured(
        "EMAIL_URL cannot be read. Write it such as "
        "smtp+tls://user:password@mail.example.gov.uk:587, with any of :/?#@% in the "
        "password as %3A, %2F, %3F, %23, %40 or %25."
    )
    if not re.match(r"(smtp|smtps|smtp\+tls|smtp\+ssl|consolemail)://", url):
        raise wrong
    try:
        config: dict[str, Any] = environ.Env.email_url_config(url)
        return config
    except ValueError:
        raise wrong from None


DEBUG = _flag("DEBUG", default=False)
SECRET_KEY = _text("SECRET_KEY", "only-for-development" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "Set SECRET_KEY in the environment, or DEBUG=1 for development."
    )
if not DEBUG and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured(
        "SECRET_KEY is too easy to guess: use at least 50 characters made by chance. "
        'python3 -c "import secrets; print(secrets.token_urlsafe(50))" makes one.'
    )
ALLOWED_HOSTS = _list(
    "ALLOWED_HOSTS",
    r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]",
    such_as="tracker.council.gov.uk",
) or (["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])

# Off, everything below goes over https only.
PLAIN_HTTP = _flag("PLAIN_HTTP", default=DEBUG)
BEHIND_TLS_PROXY = _flag("BEHIND_TLS_PROXY", default=False)
if PLAIN_HTTP and BEHIND_TLS_PROXY:
    raise ImproperlyConfigured(
        "BEHIND_TLS_PROXY says that people come by https, PLAIN_HTTP (which DEBUG "
        "turns on) that they do not: set one of them to 0."
    )
if BEHIND_TLS_PROXY:
    # Only when asked: without a proxy that sets it, anybody could send this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = _list(
    "CSRF_TRUSTED_ORIGINS",
    f"http{'s?' if PLAIN_HTTP else 's'}://[^/*,]+",
    such_as="https://tracker.council.gov.uk",
)
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = ["^health/$"]  # A load balancer asks on the inside.
_HSTS_SECONDS = _number("HSTS_SECONDS", default=31_536_000, least=0, most=63_072_000)
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else _HSTS_SECONDS
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Browsers' own lists take whole domains: for their owner to decide, not for us.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_AGE = 3600 * _number("SESSION_HOURS", default=12, least=1, most=720)
X_FRAME_OPTIONS = "DENY"
# Pages take scripts, styles and all else from here only, and nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "simple_history",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "recommendations",
]

MIDDLEWARE = [
    "recommendations.api.errors.HttpsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # In development Django serves the static files itself.
    *([] if DEBUG else ["whitenoise.middleware.WhiteNoiseMiddleware"]),
    "csp.middleware.CSPMiddleware",
    "recommendations.api.caching.PrivateMiddleware",
    "recommendations.api.errors.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.standing.StandingMiddleware",
    "tracker.signing_in.FirstPasswordMiddleware",
    # Last, so that what comes before a view is done once.
    "tracker.faults.FaultMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours stand before those of the apps, so that we may extend the admin's.
        "DIRS": [BASE_DIR / "recommendations" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# A statement that takes longer than a page may is ended on the server too.
_STATEMENT_SECONDS = _number("STATEMENT_SECONDS", default=30, least=0, most=86_400)
DATABASES = {
    "default": _database(_text("DATABASE_URL", f"sqlite:///{BASE_DIR}/db.sqlite3"))
}
_default = DATABASES["default"]
if _default["ENGINE"] == "django.db.backends.sqlite3":
    _default["ENGINE"] = "tracker.sqlite"
    # Tests keep theirs in memory. Several processes of them would not know it of an
    # engine that is not called Django's own.
    _default["TEST"] = {"NAME": ":memory:"}
    # A write takes its lock at once and waits for it, so that two people who write
    # at the same time queue instead of failing.
    _default["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA synchronous=NORMAL;",
    }
else:
    _default["OPTIONS"] = {"connect_timeout": 5, **_default.get("OPTIONS", {})}
    if _STATEMENT_SECONDS:
        _default["OPTIONS"].setdefault(
            "options", f"-c statement_timeout={_STATEMENT_SECONDS}s"
        )
    if not DEBUG:  # The development server would leave connections open.
        _default.setdefault("CONN_MAX_AGE", 60)
        _default["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Length first, as the National Cyber Security Centre advises: three random words.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
# How many days an API token is good for of which nobody says until when.
TOKEN_DAYS = _number("TOKEN_DAYS", default=90, least=1, most=365)
# With 1, a write must say which version of the record it was made from.
REQUIRE_IF_MATCH = _flag("REQUIRE_IF_MATCH", default=False)

# By user name or e-mail address.
AUTHENTICATION_BACKENDS = ["tracker.signing_in.NameOrEmailBackend"]
PASSWORD_RESET_TIMEOUT = 3600  # How long a link for a forgotten password is good for.

# Without mail an invitation is a link that is shown once, to be passed on.
HAS_MAIL = bool(_text("EMAIL_URL"))
if HAS_MAIL:
    vars().update(_mail(_text("EMAIL_URL")))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _text("EMAIL_FROM")
if HAS_MAIL and "@" not in DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured(
        "EMAIL_FROM is the address that mail comes from, such as "
        "tracker@council.gov.uk. Set it beside EMAIL_URL."
    )

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["tracker.formats"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(_text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
if not STATIC_ROOT.is_absolute():
    raise ImproperlyConfigured("STATIC_ROOT is a full path.")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # With what they hold in their names, files may be kept by browsers for ever.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Evidence lies where no web server reaches: only the view that checks who asks does.
MEDIA_ROOT = Path(_text("MEDIA_ROOT", str(BASE_DIR / "media")))
if not MEDIA_ROOT.is_absolute():
    raise ImproperlyConfigured("MEDIA_ROOT is a full path.")
STORAGES["evidence"] = {
    "BACKEND": "tracker.storage.WholeFileStorage",
    "OPTIONS": {"location": MEDIA_ROOT / "evidence", "base_url": None},
}
# Which files evidence may be, by extension, and how big at most.
_ALL_TYPES = "pdf,docx,xlsx,pptx,csv,txt,png,jpg,jpeg,msg,eml"
EVIDENCE_TYPES = _list(
    "EVIDENCE_TYPES", _ALL_TYPES.replace(",", "|"), such_as="pdf,docx"
) or _ALL_TYPES.split(",")
EVIDENCE_MAX_MB = _number("EVIDENCE_MAX_MB", default=20, least=1, most=200)
# How much of it, archived or not, one authority may have.
EVIDENCE_QUOTA_MB = _number(
    "EVIDENCE_QUOTA_MB", default=10_240, least=1, most=100_000_000
)

# What reading one report or workbook may take: its size as it comes, and in the process
# that reads it pages, seconds and memory. And how many are read at once, by all workers
# together, which hold the locks of files there.
READER_MAX_MB = _number("READER_MAX_MB", default=30, least=1, most=200)
READER_MAX_PAGES = _number("READER_MAX_PAGES", default=500, least=1, most=5000)
READER_SECONDS = _number("READER_SECONDS", default=20, least=1, most=3600)
READER_MEMORY_MB = _number("READER_MEMORY_MB", default=300, least=100, most=4096)
READER_JOBS = _number("READER_JOBS", default=2, least=1, most=64)
READER_LOCKS = MEDIA_ROOT / "readers"

SIMPLE_HISTORY_DATE_INDEX = False  # models/trail.py makes the index that serves as-of.

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "recommendations.api.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": [
        "recommendations.api.encoding.PlainJSONRenderer",
        "recommendations.api.pages.PageRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "recommendations.api.parsers.StrictJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["recommendations.api.permissions.SignedIn"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": (
        "recommendations.api.negotiation.StrictNegotiation"
    ),
    "DEFAULT_SCHEMA_CLASS": "recommendations.api.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "recommendations.api.errors.problem_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "DATETIME_FORMAT": None,  # Instants are written by api/encoding.py.
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Recommendation Tracker",
    "DESCRIPTION": "Recommendations to children's services, and what was done.",
    "VERSION": "1",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SERVERS": [{"url": "/", "description": "The server that gave you this schema."}],
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["recommendations.api.permissions.SignedIn"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ProblemCodeEnum": "recommendations.api.problems.CODES",
        "OutcomeEnum": "recommendations.choices.Outcome",
        "ImpactOutcomeEnum": "recommendations.choices.ImpactOutcome",
        "DraftStatusEnum": "recommendations.choices.DraftStatus",
        "RowDecisionEnum": "recommendations.choices.RowDecision",
        "BragEnum": "recommendations.choices.Brag",
        "GivenBragEnum": "recommendations.choices.GivenBrag",
        "PrecisionEnum": "recommendations.choices.Precision",
        "AgencyKindEnum": "recommendations.choices.AgencyKind",
        "DocumentKindEnum": "recommendations.choices.DocumentKind",
        "RecommendationKindEnum": "recommendations.choices.RecommendationKind",
    },
}

LOG_LEVEL = _text("LOG_LEVEL", "WARNING").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured("LOG_LEVEL is DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"style": "{", "format": "{levelname} {name}: {message}"}},
    # Standard error: what a command prints for a program stays free of log lines.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

"""One file of settings; tests, the demo and production differ by values from the environment."""

import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("HALATION_DEMO")
TESTING = "pytest" in sys.modules

LOOPBACK = ["127.0.0.1", "localhost", "[::1]", "testserver"]
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ",".join(LOOPBACK))
PRIVATE = all(host in LOOPBACK for host in ALLOWED_HOSTS)

if (DEMO or DEBUG) and not PRIVATE:
    raise ImproperlyConfigured(
        "The demo magazine and DEBUG have known passwords and open doors, so they only run on this machine: "
        "remove HALATION_DEMO and DEBUG, or remove the public names from ALLOWED_HOSTS."
    )

SECRET_KEY = environment.text("SECRET_KEY")
if not SECRET_KEY:
    if not PRIVATE:
        raise ImproperlyConfigured("SECRET_KEY must be set before the site answers to a public name.")
    SECRET_KEY = "only-for-this-machine-" + "0" * 42
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
# Signs how far the audit log had come. A key of its own outlives a change of the one above.
AUDIT_KEY = environment.text("AUDIT_KEY") or SECRET_KEY

# The magazine
SITE_NAME = environment.text("SITE_NAME", "Halation")
SITE_STRAPLINE = environment.text("SITE_STRAPLINE", "A film magazine. Every picture shown whole.")
SITE_URL = environment.text("SITE_URL", "http://127.0.0.1:" + environment.text("PORT", "8000")).rstrip("/")
DMCA_AGENT = environment.text(
    "DMCA_AGENT", "Designated agent, Halation, 1 Example Street, Example City; dmca@example.org; +1 555 0100"
)
# The days of 17 U.S.C. 512(g) are counted by the calendar where the agent sits.
DMCA_AGENT_TIME_ZONE = environment.zone("DMCA_AGENT_TIME_ZONE", "America/New_York")
# On which days moderators are there, for the times that we promise ourselves
HALATION_WORKING_DAYS = environment.weekdays("HALATION_WORKING_DAYS", "mon,tue,wed,thu,fri")
# Working days that a writer has to change what was complained of before it is hidden. 0: it is never asked for.
HALATION_FIX_WINDOW = environment.number("HALATION_FIX_WINDOW", 0)

# The place on pages that somebody may pay for
HALATION_SPONSOR = environment.flag("HALATION_SPONSOR")

# The desk
HALATION_FOUR_EYES = environment.flag("HALATION_FOUR_EYES")
HALATION_HELD_PIECES = environment.number("HALATION_HELD_PIECES", 5)

# Finished pages in the memory of each web process. 0: every page is made anew.
PAGE_CACHE_MEGABYTES = environment.number("PAGE_CACHE_MEGABYTES", 0 if TESTING else 64)
PAGE_CACHE_RENDERS = environment.number("PAGE_CACHE_RENDERS", 2)
PAGE_CACHE_WAITING = environment.number("PAGE_CACHE_WAITING", 14)
# The same pages for all processes, behind that memory
PAGE_CACHE_URL = environment.text("PAGE_CACHE_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if PAGE_CACHE_URL:
    CACHES["pages"] = environment.shared_pages(PAGE_CACHE_URL)
# Caches in front of us (Varnish, a CDN), which keep pages until `manage.py purge` tells them of a change
PURGE_URLS = environment.web_addresses("PURGE_URLS")
PURGE_METHOD = environment.text("PURGE_METHOD", "PURGE")
PURGE_HEADER = environment.text("PURGE_HEADER", "xkey-purge")
PURGE_HEADERS = environment.headers("PURGE_HEADERS")
PURGE_BODY = environment.text("PURGE_BODY")
PURGE_AT_ONCE = environment.number("PURGE_AT_ONCE", 100) or 1
if (PAGE_CACHE_URL or PURGE_URLS) and not PAGE_CACHE_MEGABYTES:
    raise ImproperlyConfigured("PAGE_CACHE_URL and PURGE_URLS work behind PAGE_CACHE_MEGABYTES, which is 0.")

INSTALLED_APPS = [
    "pagecache",
    "accounts",
    "images",
    "films",
    "reviews",
    "moderation",
    "importers",
    "config.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "taggit",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "pagecache.middleware.OneMomentMiddleware",
    "accounts.middleware.RefuseUnstorableAddresses",
    "django.middleware.common.CommonMiddleware",
    "accounts.middleware.NewsroomSessions",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.NewsroomAuthentication",
    "accounts.middleware.NewsroomMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# How often pieces are read: numbers by piece and day, nothing about readers
HALATION_READ_COUNTS = environment.flag("HALATION_READ_COUNTS")
if HALATION_READ_COUNTS:
    MIDDLEWARE.append("reviews.reading_counts.CountReads")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {  # pages for readers
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "pages"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "config.pages.environment",
            "context_processors": ["config.context.magazine"],
        },
    },
    {  # the desk, letters and sitemaps
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "config.context.magazine",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": environment.database(environment.text("DATABASE_URL"), DATA_DIR / "halation.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend"
        if TESTING
        else "django_tasks_db.DatabaseBackend"
    }
}

# Languages and time: stored in UTC, shown in the magazine's zone, which is always named.
LANGUAGE_CODE = environment.text("LANGUAGE_CODE", "en-gb")
TIME_ZONE = environment.text("TIME_ZONE", "Europe/Brussels")
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
# Letters, evidence and court filings that came with reports: for moderators alone, and never below MEDIA_ROOT.
PAPERS_ROOT = Path(environment.text("PAPERS_DIR", str(DATA_DIR / "papers"))).resolve()
if TESTING or DEBUG:
    STATIC_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
elif PRIVATE:  # the long names of a public site, without the quarter of a minute that compressing takes
    STATIC_STORAGE = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
else:
    STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
# The name of the header with which a front server takes a file over ("X-Accel-Redirect"); empty: we send it.
SENDFILE_HEADER = environment.text("SENDFILE_HEADER")
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False

# Security
PUBLIC_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
ADMIN_CSP = PUBLIC_CSP | {
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC, CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
SECURE_CSP = PUBLIC_CSP
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_TLS = environment.flag("BEHIND_TLS", default=not PRIVATE)
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
TRUST_PROXY = environment.flag("TRUST_PROXY")
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_PATH = "/"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_FAILURE_VIEW = "reviews.views.site.closed"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

SMTP = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_SERVER = {
    "host": environment.text("EMAIL_HOST", "localhost"),
    "port": environment.number("EMAIL_PORT", 25),
    "username": environment.text("EMAIL_HOST_USER"),
    "password": environment.text("EMAIL_HOST_PASSWORD"),
    "use_tls": environment.flag("EMAIL_USE_TLS"),
    "timeout": 10,
}
TO_THE_LOG = "django.core.mail.backends.console.EmailBackend"
EMAIL_BACKEND_CHOSEN = environment.text(
    "EMAIL_BACKEND", SMTP if environment.text("EMAIL_HOST") else TO_THE_LOG
)
MAILERS = {
    "default": {
        "BACKEND": EMAIL_BACKEND_CHOSEN,
        "OPTIONS": EMAIL_SERVER if EMAIL_BACKEND_CHOSEN == SMTP else {},
    }
}
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "halation@example.org")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
}

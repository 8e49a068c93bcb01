"""Settings of the sandbox intranet: a small host that uses the plugin as any would.

DATABASE_URL switches from SQLite to PostgreSQL, REDIS_URL the queue and the cache from
the database to Redis.
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get("SECRET_KEY", "sandbox-only-never-in-production")
DEBUG = os.environ.get("DEBUG", "0") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("TRUSTED_ORIGINS", "").split(",") if origin
]

INSTALLED_APPS = [
    "sandbox.accounts",
    "sandbox.intranet",
    "sandbox.mailroom",
    "wagtail_esrlm",
    "django_q",
    "rest_framework",
    "drf_spectacular",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sandbox.config.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "sandbox.config.urls"
WSGI_APPLICATION = "sandbox.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sandbox.intranet.context.intranet",
            ]
        },
    }
]

if url := os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(url, conn_max_age=60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("SANDBOX_SQLITE", BASE_DIR / "db.sqlite3"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    "PRAGMA foreign_keys=ON;"
                ),
            },
        }
    }

Q_CLUSTER: dict[str, object] = {
    "name": "riverside",
    "timeout": 300,
    "retry": 1500,
    "max_attempts": 3,
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 1.0,
    "recycle": 100,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 250,
    "label": "Background work",
}
if redis := os.environ.get("REDIS_URL"):
    Q_CLUSTER["redis"] = redis
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis,
        }
    }
else:
    Q_CLUSTER["orm"] = "default"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/log-in/"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_collected"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

WAGTAIL_SITE_NAME = "Riverside intranet"
WAGTAILADMIN_BASE_URL = os.environ.get(
    "BASE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}"
)
WAGTAILIMAGES_IMAGE_MODEL = "intranet.IntranetImage"
WAGTAILDOCS_DOCUMENT_MODEL = "intranet.IntranetDocument"

# Mail is kept and shown at /sent-mail/, unless EMAIL_HOST names a real mail server.
DEFAULT_FROM_EMAIL = "Riverside Learning <learning@riverside.example>"
EMAIL_BACKEND = "sandbox.mailroom.backend.MailroomBackend"
if mail_host := os.environ.get("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = mail_host
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "0") == "1"
    EMAIL_TIMEOUT = 10
    DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", DEFAULT_FROM_EMAIL)

WAGTAIL_ESRLM = {
    "BASE_TEMPLATE": "intranet/base.html",
    "CONTENT_BLOCK": "content",
    "MAIL_DOMAINS": ["riverside.example"],
    "PROFILE_URL_RESOLVER": "sandbox.intranet.people.profile_url",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

#: No address of a member of staff goes to another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None

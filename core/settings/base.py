"""Settings that hold everywhere. What differs stands in embedded, production and test."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.settings import environment as read
from core.settings import logs
from core.settings.plugins import PLUGINS, app_config_path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
env = read.Environment()

DEBUG = False
ALLOWED_HOSTS: list[str] = []

#: The configured origin of the group's host. Absolute links use it, never the Host header.
GROUP_ORIGIN = env.checked("GROUP_ORIGIN", read.origin, "http://localhost:8000")
#: A host of its own for the admin, if there is one; empty: the group's host, at /admin/.
ADMIN_HOST = env.checked("ADMIN_HOST", read.host)
#: Origins whose forms are believed beside the group's own: member sites with a host, a tunnel.
CSRF_TRUSTED_ORIGINS = [
    GROUP_ORIGIN,
    *([f"{GROUP_ORIGIN.partition('://')[0]}://{ADMIN_HOST}"] if ADMIN_HOST else []),
    *env.checked("CSRF_TRUSTED_ORIGINS", read.origins),
]
#: Web servers of ours in front, whose word on a reader's address is believed.
TRUSTED_PROXIES = env.checked("TRUSTED_PROXIES", read.networks)

#: Where readers get the source of this very program (AGPL-3.0, article 13); the footer links to it.
SOURCE_URL = env("SOURCE_URL", default="")

CORE_APPS = [
    "core.delivery",
    "core.actions",
    "core.audit",
    "core.people",
    "core.sitegroup",
    "core.plugins",
    "core.branding",
    "core.pages",
    "core.registers",
    "core.search",
    "core.jobs",
    "core.flows",
    "core.inspection",
    "core.http_api",
    "core.security",
    "core.watch",
    "core.upkeep",
]

INSTALLED_APPS = [
    *CORE_APPS,
    *[app_config_path(slug) for slug in PLUGINS],
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.sitemaps",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "taggit",
    "modelcluster",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "viewflow.workflow",
]

MIDDLEWARE = [
    "core.security.proxies.ProxyMiddleware",
    "core.watch.requests.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before all that may answer by itself: a refusal and an outage bear the same headers.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.security.policies.AdminPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.delivery.middleware.GenerationMiddleware",
    "core.sitegroup.middleware.MemberMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.branding.middleware.DisplayMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.security.limits.RateLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.plugins.menu.AdminGateMiddleware",
    "core.pages.middleware.RefusalMiddleware",
    "core.actions.middleware.NamedViewMiddleware",
    "core.security.room.FullDiskMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "core.urls"
WSGI_APPLICATION = "core.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": ["core.branding.loaders.ThemeCachedLoader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.branding.context.site",
            ],
            "builtins": ["core.branding.templatetags.yiwang"],
        },
    }
]
THEMES_DIR = BASE_DIR / "themes"

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'yiwang.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write takes the writer's place at once and waits its turn,
    # instead of failing at its first write.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
        ),
    }
    # Opening the file costs as much as an article; longer, and one put in its place went unseen.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A machine that is gone says nothing: without these the kernel waits for it for minutes.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
#: How long one statement of a web request may take, on PostgreSQL. Jobs and commands take longer.
WEB_STATEMENT_SECONDS = env.positive("WEB_STATEMENT_SECONDS", 10.0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: "raise" fails a write that breaks law 5 (all tests, the demo); "log" writes an alarm.
WRITE_BOUNDARY = "log"

#: The broker that carries wake-ups to Celery's workers, ``redis://…``; empty: ``manage.py worker``
#: looks for work by itself.
CELERY_BROKER_URL = env.checked("CELERY_BROKER_URL", read.redis)
#: How long a worker may be silent before another takes up its job.
JOBS_LEASE_SECONDS = env.positive("JOBS_LEASE_SECONDS", 30.0)
#: Wagtail's own tasks are rows of the same table.
TASKS = {"default": {"BACKEND": "core.jobs.wagtail_tasks.JobTable"}}

#: Viewflow moves proceedings; its own screens and middleware are not used.
VIEWFLOW = {"AUTOREGISTER": False}

#: Where the processes of this host tell each other that pages have changed: one folder for all of
#: them, on a local disk or in memory.
DELIVERY_DIR = env.checked("DELIVERY_DIR", read.place, str(VAR_DIR / "run"))
#: How many bytes of whole pages one process keeps, and the largest page it keeps.
DELIVERY_BYTES = env.whole("DELIVERY_BYTES", 64 * 1024 * 1024, least=0)
DELIVERY_LARGEST = 1024 * 1024
#: A page is rendered again after so many seconds, whatever happens: the last resort.
DELIVERY_SECONDS = env.whole("DELIVERY_SECONDS", 3600, least=1)

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
LOGIN_URL = "wagtailadmin_login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [
    BASE_DIR / "core" / "locale",
    BASE_DIR / "themes" / "base" / "locale",
    # What Wagtail's own translation lacks or says wrongly. `make messages` leaves it alone.
    BASE_DIR / "core" / "wagtail_words" / "locale",
]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.checked("STATIC_ROOT", read.folder, str(VAR_DIR / "static"))
MEDIA_URL = "/media/"
MEDIA_ROOT = env.checked("MEDIA_ROOT", read.folder, str(VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "core.security.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
#: Packages for outside portals.
PORTALS_DIR = env.inside("PORTALS_DIR", MEDIA_ROOT, "portals")
#: Uploaded files are served by this process; in production the web server in front does it.
SERVE_MEDIA = False
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.branding.finders.ThemeFinder",
]

WAGTAIL_SITE_NAME = "一网"
WAGTAILADMIN_BASE_URL = (
    f"{GROUP_ORIGIN.partition('://')[0]}://{ADMIN_HOST}" if ADMIN_HOST else GROUP_ORIGIN
)
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = WAGTAIL_MODERATION_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_USER_LOGIN_FORM = "core.branding.forms.SignInForm"
# Everywhere in the country one time is kept; Wagtail offers no choice where there is but one.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.pages.image_forms.DescribedImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
#: A picture of so many pixels takes 200 MB unfolded.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.security.document_forms.CheckedDocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
#: A PDF too is kept by the reader and not run in the site's own frame.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ofd", "pdf", "txt", "xlsx", "zip"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_PASSWORD_RESET_ENABLED = False

CSRF_FAILURE_VIEW = "core.branding.views.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}
#: Wagtail's screens write styles, and scripts that begin its choosers of dates and pages, into
#: their markup, also into pieces that come later; they show pictures before they are uploaded.
#: What is left: nothing from another host runs, and nothing is sent to one.
ADMIN_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
}

#: How reminders leave besides the inbox. On a single machine without a server they are files.
vars().update(env.checked("EMAIL_URL", read.letters, f"filemail:///{VAR_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="yiwang@localhost")

#: Where `manage.py demo` keeps its accounts' passwords.
DEMO_ACCOUNTS = BASE_DIR / "demo-accounts.json"
#: Where `manage.py backup` writes, how many it keeps, and how old the last may be (hours).
BACKUP_DIR = env.checked("BACKUP_DIR", read.folder, str(VAR_DIR / "backups"))
BACKUP_KEEP = env.whole("BACKUP_KEEP", 14, least=1)
#: 0: nobody expects backups here, and none is missed.
BACKUP_HOURS = env.hours("BACKUP_HOURS", 0)
#: Where PostgreSQL's programs lie; empty: Debian's place for the server's release, then PATH.
POSTGRESQL_BIN = env("POSTGRESQL_BIN", default="")

#: Redis for what hosts share: limits on sending. Empty: files of this machine.
REDIS_URL = env.checked("REDIS_URL", read.redis)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "run" / "shared",
    },
}
#: How often one address may try to sign in, send any other form, search, take all that a search
#: finds as a table, and be given suggestions.
RATE_SIGN_IN = env.checked("RATE_SIGN_IN", read.rate, "30/m")
RATE_FORMS = env.checked("RATE_FORMS", read.rate, "120/m")
RATE_SEARCH = env.checked("RATE_SEARCH", read.rate, "120/m")
RATE_SEARCH_FILES = env.checked("RATE_SEARCH_FILES", read.rate, "10/m")
RATE_SUGGESTIONS = env.checked("RATE_SUGGESTIONS", read.rate, "600/m")
RATELIMIT_USE_CACHE = "shared"
RATELIMIT_FAIL_OPEN = True
#: How long counts of searches are gathered before they are written; 0: each is written at once.
SEARCH_COUNTS_SECONDS = 1.0
#: The search engine outside the database, where there is one.
ELASTICSEARCH = read.elasticsearch(env)
#: Who may read /metrics: networks, or whoever shows the token.
METRICS_NETWORKS = env.checked("METRICS_NETWORKS", read.networks, "127.0.0.1,::1")
METRICS_TOKEN = env("METRICS_TOKEN", default="")
#: Where the web processes of this host add up their measures.
METRICS_DIR = env.checked("METRICS_DIR", read.place, str(VAR_DIR / "run" / "metrics"))

LOG_FORMAT = env.checked("LOG_FORMAT", read.log_format, "line")
LOG_LEVEL = env.checked("LOG_LEVEL", read.level, "WARNING")
#: Readers' addresses are personal data: they stand in no log unless somebody decides so.
LOG_ADDRESSES = env.checked("LOG_ADDRESSES", read.yes_no, "no")
LOGGING = logs.logging(LOG_FORMAT, LOG_LEVEL)

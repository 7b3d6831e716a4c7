"""The WSGI door: granian serves ``core.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from core.jobs.supervisor import leave_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.embedded")
application = get_wsgi_application()
leave_with_parent()

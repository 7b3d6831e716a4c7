"""Django's handler by itself, with whatever settings the environment names: no cache before it."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

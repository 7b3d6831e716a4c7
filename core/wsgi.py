"""The WSGI door: granian serves ``core.wsgi:application``, the cache of pages before Django."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from core.jobs.supervisor import leave_with_parent
from core.watch.sharing import share_measures

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.embedded")
share_measures()
_django = get_wsgi_application()

from core.delivery.cache import in_front_of  # noqa: E402 the apps must be there
from core.delivery.hanging import bound_this_process  # noqa: E402
from core.watch import metrics  # noqa: E402

bound_this_process()
application = in_front_of(_django)
leave_with_parent()
metrics.begin()

# What is loaded by now stays: whoever looks through it again for rubbish holds all readers up.
gc.collect()
gc.freeze()

"""The WSGI application: proxy headers as configured, page cache, Django."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sello_site.settings")

from sello_site.environment import EnvironmentProblem

try:
    from django.core.wsgi import get_wsgi_application

    from sello_site.start import serving_application

    application = serving_application(get_wsgi_application())
except EnvironmentProblem as error:
    sys.exit(f"sello: {error}")

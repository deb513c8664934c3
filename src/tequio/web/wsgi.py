"""What a web server starts: `gunicorn tequio.web.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tequio.web.settings")
application = get_wsgi_application()

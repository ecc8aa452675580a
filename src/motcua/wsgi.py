"""Django under WSGI: `motcua web`, and mounted in the demo's single process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

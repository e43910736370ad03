"""The portal as a WSGI application, for granian or any other server."""

import os

from django.core.wsgi import get_wsgi_application

from kho.web.answering import Answering

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kho.web.settings")
application = Answering(get_wsgi_application())

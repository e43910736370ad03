"""The portal as a WSGI application, for granian or any other server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from kho.web.answering import Answering

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kho.web.settings")
application = Answering(get_wsgi_application())
import_module(settings.ROOT_URLCONF)  # all pages are loaded now, not while the first visitor waits

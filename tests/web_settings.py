"""The settings of the tests: a data folder of their own, fast passwords, mail kept in memory."""

import os
import tempfile

os.environ["TEQUIO_DATA"] = tempfile.mkdtemp(prefix="tequio-tests-")

from tequio.web import keys

keys.ensure()

from tequio.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False  # the tests of lock-out turn it on
ORDER_IS_LAW = False  # most tests begin in the middle of an assembly; those of the record turn it on

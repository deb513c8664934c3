"""Tequio: public decisions, from a fair draw to a public answer."""

import os

# Our dense matrices are small: several threads of linear algebra lose far more than they gain where
# processors are shared (16 CPU seconds instead of 0.3 on a pool of 145 types), and with one thread
# the number of processors cannot change the last bits. Whoever sets the variable keeps their choice.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"

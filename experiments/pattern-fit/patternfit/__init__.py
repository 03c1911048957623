"""Fit of the model's parameters to the patterns F1 to F15. Nothing here knows how strategies rank."""

import os

# Before NumPy is imported: sums in one fixed order, whatever the number of cores.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

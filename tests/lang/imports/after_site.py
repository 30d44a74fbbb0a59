"""Importing `site` leaves the library where it is."""
import site

import timeit
import sys

print(timeit.__name__, site.ENABLE_USER_SITE in (True, False), "exit" in dir(__builtins__))
sys.modules.pop("wave", None)
import wave

print(wave.__name__)

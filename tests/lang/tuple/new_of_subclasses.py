"""tuple.__new__ does not make what has a length of its own."""

import copy
import os
import sys
import time


class Point(tuple):
    pass


for cls in (tuple, Point, time.struct_time, os.stat_result, type(sys.version_info), os.sched_param):
    try:
        print(tuple.__new__(cls, (1, 2)))
    except TypeError as e:
        print(e)

print(copy.replace(time.struct_time(range(9)), tm_sec=7))

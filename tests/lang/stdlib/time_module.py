import time

a = time.perf_counter()
b = time.perf_counter()
print(b >= a, type(a).__name__, type(time.perf_counter_ns()).__name__, time.monotonic() > 0, time.time() > 1.6e9, time.process_time() >= 0, type(time.time_ns()))
start = time.perf_counter()
time.sleep(0.01)
print(time.perf_counter() - start >= 0.01)

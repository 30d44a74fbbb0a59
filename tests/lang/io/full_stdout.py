# A standard output that cannot be written: nothing fails until the end, and then the exit status says so.
import os

full = os.open('/dev/full', os.O_WRONLY)
os.dup2(full, 1)
print('lost')

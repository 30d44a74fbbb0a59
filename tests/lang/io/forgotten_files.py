# A file that is written and never closed has its contents when it is opened again.
import os
import time

path = f'/tmp/sidewinder-test-{time.time_ns()}'
open(path, 'w').write('text\n')
print(open(path).read(), end='')
open(path, 'ab').write(b'bytes\n')
print(open(path, 'rb').read())
for i in range(3):
    open(path, 'w').write(f'{i}\n' * 3)
    print(open(path).readlines())
os.remove(path)

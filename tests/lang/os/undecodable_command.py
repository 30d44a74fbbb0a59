# A program given as an argument must be text.
import subprocess
import sys

for command in b"print('\xff')", b"'a\xff\xfe' + 'b\xff'", "print('\u00e9\ufffd')".encode():
    done = subprocess.run([sys.executable, b"-X", b"utf8", b"-c", command], capture_output=True)
    print(done.returncode, done.stdout, done.stderr)

"""What was written to a file that nobody refers to any more is there for whoever looks."""
import os
import subprocess
import tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, "file")


def write(text):
    open(path, "w").write(text)


write("one\n")
print(os.path.getsize(path), os.stat(path).st_size)
write("two, three\n")
print(subprocess.run(["cat", path], capture_output=True, text=True).stdout, end="")
write("four\n")
print(os.system(f"grep -q four {path}"))
write("five\n")
print(open(path).read(), end="")
os.remove(path)
os.rmdir(folder)

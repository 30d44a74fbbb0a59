# Programs are started with pipes, an environment and a directory; what goes wrong before exec is raised here.
import os
import signal
import subprocess
import sys

print(subprocess.run(["echo", "hello"], capture_output=True))
print(subprocess.run(["cat"], input="a\nb\n", text=True, stdout=subprocess.PIPE).stdout)
print(subprocess.check_output("echo $NAME; pwd", shell=True, env={"NAME": "value", "PATH": os.environ["PATH"]}, cwd="/"))
print(subprocess.call(["sh", "-c", "exit 7"]))
print(subprocess.run(["sh", "-c", "kill -TERM $$"]).returncode == -signal.SIGTERM)
try:
    subprocess.run(["/nonexistent/program"])
except FileNotFoundError as e:
    print(e)
try:
    subprocess.run(["true"], cwd="/nonexistent/folder")
except FileNotFoundError as e:
    print(e)
try:
    subprocess.run(["sh", "-c", "echo out; echo err >&2; exit 3"], check=True, capture_output=True)
except subprocess.CalledProcessError as e:
    print(e, e.output, e.stderr)
try:
    subprocess.run(["sleep", "10"], timeout=0.05)
except subprocess.TimeoutExpired as e:
    print(e)
with subprocess.Popen(["tr", "a-z", "A-Z"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as p:
    print(p.communicate(b"shout"), p.returncode)
r, w = os.pipe()
print(subprocess.run(["sh", "-c", f"echo passed >&{w}"], pass_fds=[w]).returncode, os.read(r, 100))
print(subprocess.run(["sh", "-c", f"echo x >&{w}"], stderr=subprocess.DEVNULL).returncode != 0)
print(subprocess.run(["true"], preexec_fn=lambda: None).returncode)
print(subprocess.run(["sh", "-c", "echo a; echo b >&2"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout)
print(subprocess.getoutput("echo quick"), subprocess.getstatusoutput("exit 2"))
print(subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True).stdout)

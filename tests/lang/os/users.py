"""The modules `pwd` and `grp`."""
import getpass
import grp
import os
import pathlib
import pwd


def tell(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


root = pwd.getpwuid(0)
print(root.pw_name, root.pw_uid, root.pw_gid, root[5] == root.pw_dir, len(root), root == pwd.getpwnam("root"))
print(grp.getgrgid(0).gr_name, grp.getgrnam("root").gr_gid, type(grp.getgrgid(0).gr_mem), len(grp.getgrgid(0)))
print(root in pwd.getpwall(), grp.getgrgid(0) in grp.getgrall())
print(pwd.struct_passwd, grp.struct_group, str(grp.getgrgid(0))[:37])
for f, arg in [
    (pwd.getpwuid, 123456),
    (pwd.getpwuid, -1),
    (pwd.getpwuid, -5),
    (pwd.getpwuid, 2**70),
    (pwd.getpwuid, "x"),
    (pwd.getpwnam, "no such user"),
    (pwd.getpwnam, 1),
    (pwd.getpwnam, "a\0b"),
    (grp.getgrgid, 123456),
    (grp.getgrgid, 1.5),
    (grp.getgrnam, "no such group"),
    (grp.getgrnam, b"root"),
]:
    tell(f, arg)
print(grp.getgrgid(id=0).gr_gid, grp.getgrnam(name="root").gr_gid)
print(pathlib.Path("/").owner(), pathlib.Path("/").group(), os.path.expanduser("~root") == root.pw_dir)

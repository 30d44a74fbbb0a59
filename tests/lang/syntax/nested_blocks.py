# How deep blocks may be nested, and which of them count.
def nest(opener, n, leaf="pass", close=None, head=""):
    s = head
    d = 1 if head else 0
    for i in range(n):
        s += " "*(d+i) + opener + "\n"
    s += " "*(d+n) + leaf + "\n"
    if close:
        for i in reversed(range(n)):
            s += " "*(d+i) + close + "\n"
    return s
def limit(name, make):
    for n in range(1, 60):
        src = make(n)
        try: compile(src, "t", "exec")
        except SyntaxError as e:
            print(name, n, e, e.lineno, e.offset, e.end_lineno, e.end_offset); return
    print(name, "none")
limit("while", lambda n: nest("while x:", n))
limit("for", lambda n: nest("for x in y:", n))
limit("with", lambda n: nest("with x:", n))
limit("try", lambda n: nest("try:", n, close="except: pass"))
limit("try as", lambda n: nest("try:", n, close="except E as e: pass"))
limit("tryfin", lambda n: nest("try:", n, close="finally: pass"))
limit("if", lambda n: nest("if x:", n))
limit("deadif", lambda n: "if 0:\n" + "".join(" "*(i+1)+"while x:\n" for i in range(n))+" "*(n+1)+"pass\n")
limit("gen", lambda n: nest("while x:", n, "yield", head="def f():\n"))
limit("func", lambda n: nest("while x:", n, "pass", head="def f():\n"))
limit("coro", lambda n: nest("async with x:", n, "pass", head="async def f():\n"))
limit("asyncfor", lambda n: nest("async for y in x:", n, "pass", head="async def f():\n"))
limit("coro", lambda n: nest("while x:", n, "pass", head="async def f():\n"))
limit("class", lambda n: nest("while x:", n, "pass", head="class f:\n"))
def handlers(h, b="pass"):
    def make(n):
        s = ""
        for i in range(n):
            s += " "*i + "try: pass\n" + " "*i + h + "\n"
        return s + " "*n + b
    return make
limit("except", handlers("except:"))
limit("except E", handlers("except E:"))
limit("except E as e", handlers("except E as e:"))
limit("except* E", handlers("except* E:"))
limit("except* E as e", handlers("except* E as e:"))
def elses(o, h):
    def make(n):
        s = ""
        for i in range(n):
            s += " "*i + o+"\n" + " "*i + h + "\n"
        return s + " "*n + "pass"
    return make
limit("whileelse", elses("while x: pass", "else:"))
limit("forelse", elses("for x in y: pass", "else:"))
def comps(n, o="[", c="]"):
    e = "i for i in r"
    for _ in range(n-1): e = o + e + c + " for i in r"
    return "x = " + o + e + c
limit("listcomp", comps)
limit("setcomp", lambda n: comps(n, "{", "}"))
limit("genexp", lambda n: comps(n, "(", ")"))
limit("listcomp in func", lambda n: "def f():\n " + comps(n))
limit("listcomp in class", lambda n: "class f:\n " + comps(n))
limit("listcomp in while", lambda n: "while x:\n while x:\n  " + comps(n))
limit("nolocal", lambda n: "x = " + "["*n + "1" + " for [] in y]"*n)
limit("asyncgenexp", lambda n: "async def f():\n return (" + "1" + " async for x in y"*n + ")")
limit("asynclistcomp", lambda n: "async def f():\n return [" + "1" + " async for x in y"*n + "]")
limit("nested asynclistcomp", lambda n: "async def f():\n return " + "["*n + "1" + " async for x in y]"*n)
limit("comp in comp iter", lambda n: "def f():\n return " + "[1 for x in "*n + "1" + "]"*n)
limit("comp if", lambda n: "def f():\n return " + "[1 for x in y if "*n + "1" + "]"*n)
limit("with items", lambda n: "with " + ",".join(["x"]*n) + ": pass")
limit("try both", lambda n: nest("try:", n, close="except: pass\nfinally: pass") if n<2 else "".join(" "*i+"try:\n" for i in range(n))+" "*n+"pass\n"+"".join(" "*i+"except: pass\n"+" "*i+"finally: pass\n" for i in reversed(range(n))))
limit("return in finally", lambda n: "def f():\n" + "".join(" "*(i+1)+"try:\n" for i in range(n))+" "*(n+1)+"return x\n"+"".join(" "*(i+1)+"finally: g()\n" for i in reversed(range(n))))
limit("return in finally loop", lambda n: "def f():\n" + "".join(" "*(i+1)+"try:\n" for i in range(n))+" "*(n+1)+"return x\n"+"".join(" "*(i+1)+"finally:\n"+" "*(i+2)+"while x: break\n" for i in reversed(range(n))))

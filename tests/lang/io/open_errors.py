# What open() refuses.

def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


show(lambda: open('/dev/null','rz'))
show(lambda: open('/dev/null','rw'))
show(lambda: open('/dev/null','rbt'))
show(lambda: open('/dev/null',''))
show(lambda: open('/dev/null','+'))
show(lambda: open('/dev/null','rb',encoding='x'))
show(lambda: open('/dev/null','rb',errors='x'))
show(lambda: open('/dev/null','rb',newline='x'))
show(lambda: open('/dev/null','r',newline='x'))
show(lambda: open('/dev/null','r',buffering=0))
show(lambda: open('/dev/null','r',encoding='foo'))
show(lambda: open('/dev/null','rr'))
show(lambda: open('/dev/null',3))
show(lambda: open([]))
show(lambda: open())
show(lambda: open('/nonexist'))
show(lambda: open('/tmp'))
show(lambda: open('/tmp','w'))

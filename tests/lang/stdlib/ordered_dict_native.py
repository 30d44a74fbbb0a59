from _collections import OrderedDict
def ex(src):
    try:
        print(src, '->', eval(src))
    except Exception as e:
        print(src, '->', type(e).__name__, e)
for s in ["OrderedDict(a=1)","OrderedDict()","OrderedDict(a=1).keys()","OrderedDict(a=1).items()","OrderedDict(a=1).values()","OrderedDict().popitem()","OrderedDict(a=1).move_to_end('b')","OrderedDict(a=1,b=2)==OrderedDict(b=2,a=1)","OrderedDict(a=1,b=2)=={'b':2,'a':1}","OrderedDict(a=1)|{'b':2}","{'b':2}|OrderedDict(a=1)","OrderedDict(1)","OrderedDict([1])","OrderedDict([(1,)])","OrderedDict.fromkeys('ab',1)","OrderedDict(a=1).pop('z')","OrderedDict(a=1).copy()","OrderedDict([(1,2)],3)","OrderedDict(a=1).setdefault('q')","OrderedDict([(1,2),(3,4)]).popitem(False)","OrderedDict(a=1).keys() & {'a'}","1 in OrderedDict({1:2})","OrderedDict(a=1) != OrderedDict(a=2)","OrderedDict(a=1).__reduce__()[:4]"]:
    ex(s)
o = OrderedDict((i, str(i)) for i in range(10))
o.move_to_end(3); print(o); o.move_to_end(5, last=False); print(o); print(o.popitem(), o.popitem(last=False), o); o.x = 5; print(o.__dict__)
del o[4]; o[4] = 'back'; print(list(o), list(reversed(o)), len(o)); o.update({1: 'one'}, ); print(o)
c = OrderedDict()
for i in range(2000):
    c[i % 700] = i
    c.move_to_end(i % 700)
    if len(c) > 100: c.popitem(last=False)
print(len(c), list(c)[:5], list(c)[-5:])
class O(OrderedDict):
    def __setitem__(self, k, v): super().__setitem__(k, v + 1)
x = O(a=1); x.update(b=2); print(x, type(x.copy()), x | {'c': 1}); r = OrderedDict(); r['r'] = r; print(r)

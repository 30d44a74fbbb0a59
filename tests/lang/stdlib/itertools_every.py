from itertools import *
import operator
def ex(src):
    try:
        print(src, '->', eval(src))
    except Exception as e:
        print(src, '->', type(e).__name__, e)
for src in ["list(accumulate([1,2,3]))","list(accumulate([1,2,3],operator.mul,initial=10))","list(accumulate([]))","list(accumulate([],initial=5))","list(batched('ABCDEFG',3))","list(chain('ab',[1],()))","list(chain.from_iterable(['ab','cd']))","list(combinations('ABCD',2))","list(combinations(range(4),3))","list(combinations('ab',3))","list(combinations('ab',0))","list(combinations_with_replacement('ABC',2))","list(compress('ABCDEF',[1,0,1,0,1,1]))","list(islice(count(10),5))","list(islice(count(1.5,.5),3))","list(islice(count(2**62-1),3))","list(islice(cycle('AB'),5))","list(cycle([]))","list(dropwhile(lambda x:x<5,[1,4,6,3,8]))","list(takewhile(lambda x:x<5,[1,4,6,3,8]))","list(filterfalse(lambda x:x<5,[1,4,6,3,8]))","list(filterfalse(None,[0,1,'']))","[(k,list(g)) for k,g in groupby('AAAABBBCCDAABBB')]","[(k,list(g)) for k,g in groupby([1,3,2,4,5],lambda x:x%2)]","[k for k,g in groupby('AAAABBBCCDAABBB')]","list(islice('ABCDEFG',2))","list(islice('ABCDEFG',2,4))","list(islice('ABCDEFG',2,None))","list(islice('ABCDEFG',0,None,2))","list(pairwise('ABCDEFG'))","list(pairwise(''))","list(pairwise('a'))","list(permutations('ABCD',2))","list(permutations(range(3)))","list(permutations('ab',3))","list(product('ABCD','xy'))","list(product(range(2),repeat=3))","list(product())","list(product('ab',[]))","list(product('ab',repeat=0))","list(repeat(10,3))","list(starmap(pow,[(2,5),(3,2),(10,3)]))","[list(t) for t in tee('abc',3)]","list(zip_longest('ABCD','xy',fillvalue='-'))","list(zip_longest())","list(zip_longest('ab',[],[1]))","count(10)","count(1,2)","repeat(1)","repeat(1,3)","repeat('a',-1)","accumulate()","accumulate([1],1,2)","batched([1],0)","list(batched([1,2,3],2,strict=True))","combinations([1],-1)","count('a')","cycle()","islice([1],-1)","islice([1],0,1,0)","islice([1],'a')","permutations([1],'a')","product([1],repeat=-1)","product([1],x=1)","repeat()","repeat(1,2,3)","zip_longest([1],x=1)","takewhile(1)","chain(x=1)","tee([],-1)","tee(1)","groupby()","pairwise()","combinations(iterable=[1,2],r=2).__next__()","repeat(1,3).__length_hint__()","repeat(1).__length_hint__()"]:
    ex(src)
a, b = tee([1, 2, 3]); print(next(a), next(a), list(b), list(a))
x = iter(range(10)); print([list(islice(x, 3)) for _ in range(4)])
gs = []
for k, g in groupby('aabbc'): gs.append(g)
print([list(g) for g in gs])
def gen():
    yield from chain([1], (2, 3))
print(list(gen()), sum(1 for _ in permutations(range(6))), sum(1 for _ in combinations(range(12), 5)), sum(1 for _ in product(range(5), repeat=4)))

# The message digests without OpenSSL: all algorithms, their parameters and errors.
import _blake2
import _md5
import _sha2
import _sha3


def show(f):
    try:
        print(ascii(f()))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


for n in ('md5', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512', 'shake_128', 'shake_256', 'blake2b', 'blake2s'):
    h=(getattr(_md5, n, None) or getattr(_sha2, n, None) or getattr(_sha3, n, None) or getattr(_blake2, n, None))(b'abc'); h.update(b'x'*1000); c=h.copy(); c.update(b'y')
    if n.startswith('shake'): show(lambda: (n,h.hexdigest(20),c.digest(7),h.digest_size,h.block_size,h.name))
    else: show(lambda: (n,h.hexdigest(),c.digest(),h.digest_size,h.block_size,h.name))
show(lambda:_md5.md5('a'))
show(lambda:_md5.md5(b'a',usedforsecurity=False).hexdigest())
show(lambda:_md5.md5(string=b'a').hexdigest())
show(lambda:_md5.md5(data=b'a',string=b'b'))
show(lambda:_md5.md5(3))
show(lambda:_md5.md5(b'').update('a'))
show(lambda: _md5.MD5Type())
show(lambda: _md5.md5(x=1))
show(lambda: _md5.md5(b'a').name)
show(lambda:_sha2.sha256().block_size)
show(lambda:_sha3.shake_128(b'a').hexdigest(5))
show(lambda:_sha3.shake_128(b'a').digest(-1))
show(lambda:(_sha3.sha3_256()._capacity_bits,_sha3.sha3_256()._rate_bits,_sha3.sha3_256()._suffix,_sha3.shake_128().digest_size,_sha3.shake_128()._suffix))
show(lambda:_blake2.blake2b(b'a',digest_size=0))
show(lambda:_blake2.blake2b(b'a',digest_size=65))
show(lambda:_blake2.blake2b(b'a',key=b'x'*65))
show(lambda:_blake2.blake2b(b'a',salt=b'x'*17))
show(lambda:_blake2.blake2b(b'a',person=b'x'*17))
show(lambda:_blake2.blake2b(b'a',fanout=256))
show(lambda:_blake2.blake2b(b'a',depth=0))
show(lambda:_blake2.blake2b(b'a',leaf_size=-1))
show(lambda:_blake2.blake2b(b'a',node_offset=2**64))
show(lambda:_blake2.blake2b(b'a',node_depth=256))
show(lambda:_blake2.blake2b(b'a',inner_size=65))
show(lambda:_blake2.blake2b(b'a',digest_size=10,key=b'k',salt=b's',person=b'p',fanout=2,depth=3,leaf_size=4,node_offset=5,node_depth=6,inner_size=7,last_node=True).hexdigest())
show(lambda:_blake2.blake2s(b'a',node_offset=2**48))
show(lambda:(_blake2.blake2b.SALT_SIZE,_blake2.blake2s.SALT_SIZE,_blake2.blake2b.PERSON_SIZE,_blake2.blake2b.MAX_KEY_SIZE,_blake2.blake2b.MAX_DIGEST_SIZE,_blake2.blake2s.MAX_DIGEST_SIZE,_blake2.blake2s.MAX_KEY_SIZE))
show(lambda:_blake2.blake2b(digest_size=20).digest_size)

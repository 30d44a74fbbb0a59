# Sockets: pairs, connections over the loopback, timeouts, options, addresses.
import select
import socket
import threading

a, b = socket.socketpair()
a.sendall(b"ping")
print(b.recv(10), a.family.name, a.type.name)
b.send(b"0123456789")
room = bytearray(4)
print(a.recv_into(room), room, a.recv(100))
a.settimeout(0.01)
try:
    a.recv(1)
except TimeoutError as e:
    print(repr(e))
a.setblocking(False)
try:
    a.recv(1)
except BlockingIOError as e:
    print(e)
print(a.gettimeout(), a.getblocking(), b.gettimeout())
with a.makefile("wb") as f:
    f.write(b"line\nrest")
print(b.makefile("rb").readline())
a.close()
print(b.recv(5), a.fileno())

server = socket.create_server(("127.0.0.1", 0))


def serve():
    conn, address = server.accept()
    with conn:
        while data := conn.recv(100):
            conn.sendall(data.upper())


t = threading.Thread(target=serve)
t.start()
with socket.create_connection(server.getsockname()) as c:
    print(c.getpeername() == server.getsockname())
    c.sendall(b"hello")
    print(c.recv(100))
    c.shutdown(socket.SHUT_WR)
    print(c.recv(100))
t.join()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(server.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))
port = server.getsockname()[1]
server.close()
with socket.socket() as s:
    try:
        s.connect(("127.0.0.1", port))
    except ConnectionRefusedError as e:
        print(e)
    print(s.connect_ex(("127.0.0.1", port)) != 0)
    for bad in [("127.0.0.1",), "x", ("127.0.0.1", 70000), ("127.0.0.1", "x")]:
        try:
            s.connect(bad)
        except (TypeError, OverflowError) as e:
            print(type(e).__name__, e)

u, v = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
u.bind(("127.0.0.1", 0))
v.sendto(b"datagram", u.getsockname())
data, sender = u.recvfrom(100)
print(data, sender[0])
print(socket.inet_aton("1.2.3.4"), socket.inet_ntoa(b"\x7f\0\0\1"), socket.htons(1), socket.ntohl(1))
print(socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "fe80::1")))
print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))
for s in (b, u, v):
    s.close()
r, w = socket.socketpair()
print(select.select([r], [w], [], 0) == ([], [w], []))
w.send(b"x")
p = select.poll()
p.register(r, select.POLLIN)
print([e for _, e in p.poll(1000)] == [select.POLLIN])
with select.epoll() as ep:
    ep.register(r, select.EPOLLIN)
    print([e for _, e in ep.poll(1)] == [select.EPOLLIN])
print(ep.closed)
r.close()
w.close()

# Customers and counters: generators as processes, a heap of times.
import heapq
import itertools


class Simulation:
    def __init__(self):
        self.now = 0
        self.queue = []
        self.order = itertools.count()

    def start(self, process, delay=0):
        heapq.heappush(self.queue, (self.now + delay, next(self.order), process))

    def run(self):
        while self.queue:
            self.now, _, process = heapq.heappop(self.queue)
            try:
                delay = next(process)
            except StopIteration:
                continue
            self.start(process, delay)


class Counter:
    def __init__(self):
        self.free_at = 0
        self.served = 0


def customer(sim, counter, patience, service, log):
    arrived = sim.now
    wait = max(0, counter.free_at - sim.now)
    if wait > patience:
        log["left"] += 1
        return
    counter.free_at = max(sim.now, counter.free_at) + service
    yield wait
    log["waited"] += sim.now - arrived
    yield service
    counter.served += 1


def source(sim, counters, n, log):
    seed = 1
    for i in range(n):
        seed = seed * 16807 % 2147483647
        counter = min(counters, key=lambda c: c.free_at)
        sim.start(customer(sim, counter, 20 + seed % 30, 5 + seed % 11, log))
        yield seed // 7 % 6


sim, log = Simulation(), {"left": 0, "waited": 0}
counters = [Counter() for _ in range(3)]
sim.start(source(sim, counters, 1500, log))
sim.run()
print(sim.now, log, [c.served for c in counters])

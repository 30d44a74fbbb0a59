"""A simulation of an operating system's scheduler, after Martin Richards: tasks that pass packets along queues.

Objects of several classes, linked lists, state flags, one virtual call for each turn.  The numbers of packets queued
and of tasks held are known, and checked.
"""
import sys
import time

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
DEVICE_PACKET, WORK_PACKET = 0, 1
DATA_SIZE = 4


class Packet:
    def __init__(self, link, task, kind):
        self.link = link
        self.task = task
        self.kind = kind
        self.datum = 0
        self.data = [0] * DATA_SIZE

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    def __init__(self, system, ident, priority, queue, waiting):
        self.system = system
        self.ident = ident
        self.priority = priority
        self.queue = queue
        self.pending = queue is not None
        self.waiting = waiting
        self.holding = False
        self.link = system.first
        system.first = self
        system.table[ident] = self

    def work(self, packet):
        raise NotImplementedError

    def blocked(self):
        return self.holding or (self.waiting and not self.pending)

    def turn(self):
        packet = None
        if self.waiting and self.pending:
            packet = self.queue
            self.queue = packet.link
            self.waiting = False
            self.pending = self.queue is not None
        return self.work(packet)

    def receive(self, packet, sender):
        if self.queue is None:
            self.queue = packet
            self.pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.system.holds += 1
        self.holding = True
        return self.link

    def release(self, ident):
        task = self.system.table[ident]
        task.holding = False
        return task if task.priority > self.priority else self

    def send(self, packet):
        task = self.system.table[packet.task]
        self.system.sent += 1
        packet.link = None
        packet.task = self.ident
        return task.receive(packet, self)


class Idle(Task):
    def __init__(self, system, count):
        Task.__init__(self, system, IDLE, 0, None, False)
        self.control = 1
        self.count = count

    def work(self, packet):
        self.count -= 1
        if self.count == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control //= 2
            return self.release(DEVICE_A)
        self.control = self.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class Worker(Task):
    def __init__(self, system, queue):
        Task.__init__(self, system, WORKER, 1000, queue, True)
        self.target = HANDLER_A
        self.letter = 0

    def work(self, packet):
        if packet is None:
            return self.wait()
        self.target = HANDLER_B if self.target == HANDLER_A else HANDLER_A
        packet.task = self.target
        packet.datum = 0
        for i in range(DATA_SIZE):
            self.letter += 1
            if self.letter > 26:
                self.letter = 1
            packet.data[i] = 64 + self.letter
        return self.send(packet)


class Handler(Task):
    def __init__(self, system, ident, priority, queue):
        Task.__init__(self, system, ident, priority, queue, True)
        self.works = None
        self.devices = None

    def work(self, packet):
        if packet is not None:
            if packet.kind == WORK_PACKET:
                self.works = packet.append_to(self.works)
            else:
                self.devices = packet.append_to(self.devices)
        work = self.works
        if work is None:
            return self.wait()
        index = work.datum
        if index >= DATA_SIZE:
            self.works = work.link
            return self.send(work)
        device = self.devices
        if device is None:
            return self.wait()
        self.devices = device.link
        device.datum = work.data[index]
        work.datum = index + 1
        return self.send(device)


class Device(Task):
    def __init__(self, system, ident, priority):
        Task.__init__(self, system, ident, priority, None, True)
        self.kept = None

    def work(self, packet):
        if packet is None:
            packet = self.kept
            if packet is None:
                return self.wait()
            self.kept = None
            return self.send(packet)
        self.kept = packet
        self.system.printed = (self.system.printed * 31 + packet.datum) & 0xFFFFFF
        return self.hold()


class System:
    def __init__(self, count):
        self.first = None
        self.table = [None] * 6
        self.sent = 0
        self.holds = 0
        self.printed = 0
        Idle(self, count)
        Worker(self, Packet(Packet(None, WORKER, WORK_PACKET), WORKER, WORK_PACKET))
        for handler, device, priority in ((HANDLER_A, DEVICE_A, 2000), (HANDLER_B, DEVICE_B, 3000)):
            queue = None
            for _ in range(3):
                queue = Packet(queue, device, DEVICE_PACKET)
            Handler(self, handler, priority, queue)
        Device(self, DEVICE_A, 4000)
        Device(self, DEVICE_B, 5000)

    def schedule(self):
        task = self.first
        while task is not None:
            if task.blocked():
                task = task.link
            else:
                task = task.turn()


def run(rounds):
    for _ in range(rounds):
        system = System(10_000)
        system.schedule()
        assert (system.sent, system.holds) == (23246, 9297)
    return "%d %d %d" % (system.sent, system.holds, system.printed)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 60
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)

"""A callback for BRANCH, which knows of no sides, switches a branch off on both; one for a side only on that."""
import sys

monitoring = sys.monitoring
events = monitoring.events
monitoring.use_tool_id(3, "test")


def generator(flag):
    for i in range(4):
        if flag:
            yield i
        else:
            yield -i


def run():
    for value in generator(1):
        if value > 1:
            value += 1


for name in "BRANCH", "BRANCH_LEFT", "BRANCH_RIGHT":
    event = getattr(events, name)
    for answer in None, monitoring.DISABLE:
        seen = []

        def callback(code, offset, target, answer=answer):
            if code.co_name in ("generator", "run"):
                seen.append(code.co_name)
            return answer

        monitoring.register_callback(3, event, callback)
        monitoring.set_events(3, event)
        run()
        run()
        monitoring.set_events(3, 0)
        monitoring.register_callback(3, event, None)
        monitoring.restart_events()
        print(name, "disabled" if answer else "kept", len(seen), sorted(set(seen)))
monitoring.free_tool_id(3)

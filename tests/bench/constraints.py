"""An incremental solver of one-way constraints with strengths, after the DeltaBlue algorithm of Sannella and others.

Many small methods on objects of a deep class hierarchy, lists as work queues.  A long chain of equalities and a fan of
linear projections are built, edited and taken apart; every propagated value is checked.
"""
import sys
import time

# Strengths: a smaller number is stronger.
REQUIRED, STRONG_PREFERRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAK_DEFAULT, WEAKEST = range(7)
FORWARD, BACKWARD = 1, 2


class Variable:
    def __init__(self, name, value=0):
        self.name = name
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.walkabout = WEAKEST
        self.stay = True
        self.mark = 0

    def drop(self, constraint):
        self.constraints.remove(constraint)
        if self.determined_by is constraint:
            self.determined_by = None


class Constraint:
    def __init__(self, strength):
        self.strength = strength

    def connect(self, planner):
        self.register()
        planner.add(self)

    def destroy(self, planner):
        if self.satisfied():
            planner.remove(self)
        else:
            self.unregister()

    def is_input(self):
        return False

    def satisfy(self, mark, planner):
        """Tries to satisfy this constraint; returns the constraint that had to give way, if any."""
        self.choose(mark)
        if not self.satisfied():
            assert self.strength != REQUIRED, "a required constraint cannot be satisfied"
            return None
        self.mark_inputs(mark)
        output = self.output()
        overridden = output.determined_by
        if overridden is not None:
            overridden.forget()
        output.determined_by = self
        assert planner.propagate(self, mark), "a cycle of constraints"
        output.mark = mark
        return overridden


class UnaryConstraint(Constraint):
    def __init__(self, variable, strength, planner):
        super().__init__(strength)
        self.variable = variable
        self.is_satisfied = False
        self.connect(planner)

    def register(self):
        self.variable.constraints.append(self)
        self.is_satisfied = False

    def unregister(self):
        self.variable.drop(self)
        self.is_satisfied = False

    def choose(self, mark):
        self.is_satisfied = self.variable.mark != mark and self.strength < self.variable.walkabout

    def satisfied(self):
        return self.is_satisfied

    def mark_inputs(self, mark):
        pass

    def inputs_known(self, mark):
        return True

    def output(self):
        return self.variable

    def forget(self):
        self.is_satisfied = False

    def recalculate(self):
        self.variable.walkabout = self.strength
        self.variable.stay = not self.is_input()
        if self.variable.stay:
            self.execute()


class Stay(UnaryConstraint):
    def execute(self):
        pass


class Edit(UnaryConstraint):
    def is_input(self):
        return True

    def execute(self):
        pass


class BinaryConstraint(Constraint):
    def __init__(self, first, second, strength, planner):
        super().__init__(strength)
        self.first = first
        self.second = second
        self.direction = None
        self.connect(planner)

    def register(self):
        self.first.constraints.append(self)
        self.second.constraints.append(self)
        self.direction = None

    def unregister(self):
        self.first.drop(self)
        self.second.drop(self)
        self.direction = None

    def choose(self, mark):
        first = self.first
        second = self.second
        strength = self.strength
        if first.mark == mark:
            self.direction = FORWARD if second.mark != mark and strength < second.walkabout else None
        elif second.mark == mark:
            self.direction = BACKWARD if strength < first.walkabout else None
        elif first.walkabout > second.walkabout:
            self.direction = BACKWARD if strength < first.walkabout else None
        else:
            self.direction = FORWARD if strength < second.walkabout else None

    def satisfied(self):
        return self.direction is not None

    def input(self):
        return self.first if self.direction == FORWARD else self.second

    def output(self):
        return self.second if self.direction == FORWARD else self.first

    def mark_inputs(self, mark):
        self.input().mark = mark

    def inputs_known(self, mark):
        source = self.input()
        return source.mark == mark or source.stay or source.determined_by is None

    def forget(self):
        self.direction = None

    def recalculate(self):
        source = self.input()
        target = self.output()
        target.walkabout = max(self.strength, source.walkabout)
        target.stay = source.stay
        if target.stay:
            self.execute()


class Equality(BinaryConstraint):
    def execute(self):
        self.output().value = self.input().value


class Scale(BinaryConstraint):
    """second = first * factor + offset, in either direction."""

    def __init__(self, first, factor, offset, second, strength, planner):
        self.factor = factor
        self.offset = offset
        super().__init__(first, second, strength, planner)

    def register(self):
        super().register()
        self.factor.constraints.append(self)
        self.offset.constraints.append(self)

    def unregister(self):
        super().unregister()
        self.factor.drop(self)
        self.offset.drop(self)

    def mark_inputs(self, mark):
        super().mark_inputs(mark)
        self.factor.mark = mark
        self.offset.mark = mark

    def execute(self):
        if self.direction == FORWARD:
            self.second.value = self.first.value * self.factor.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.factor.value

    def recalculate(self):
        source = self.input()
        target = self.output()
        target.walkabout = max(self.strength, source.walkabout)
        target.stay = source.stay and self.factor.stay and self.offset.stay
        if target.stay:
            self.execute()


class Planner:
    def __init__(self):
        self.marks = 0

    def new_mark(self):
        self.marks += 1
        return self.marks

    def add(self, constraint):
        mark = self.new_mark()
        overridden = constraint.satisfy(mark, self)
        while overridden is not None:
            overridden = overridden.satisfy(mark, self)

    def remove(self, constraint):
        output = constraint.output()
        constraint.forget()
        constraint.unregister()
        unsatisfied = self.propagate_removal(output)
        for strength in range(REQUIRED, WEAKEST + 1):
            for other in unsatisfied:
                if other.strength == strength:
                    self.add(other)

    def propagate_removal(self, output):
        output.determined_by = None
        output.walkabout = WEAKEST
        output.stay = True
        unsatisfied = []
        todo = [output]
        while todo:
            variable = todo.pop()
            for constraint in variable.constraints:
                if not constraint.satisfied():
                    unsatisfied.append(constraint)
            determining = variable.determined_by
            for constraint in variable.constraints:
                if constraint is not determining and constraint.satisfied():
                    constraint.recalculate()
                    todo.append(constraint.output())
        return unsatisfied

    def propagate(self, constraint, mark):
        todo = [constraint]
        while todo:
            current = todo.pop()
            if current.output().mark == mark:
                self.remove(constraint)
                return False
            current.recalculate()
            self.add_consumers(current.output(), todo)
        return True

    def add_consumers(self, variable, todo):
        determining = variable.determined_by
        for constraint in variable.constraints:
            if constraint is not determining and constraint.satisfied():
                todo.append(constraint)

    def plan_from(self, sources):
        mark = self.new_mark()
        plan = []
        todo = sources
        while todo:
            constraint = todo.pop()
            output = constraint.output()
            if output.mark != mark and constraint.inputs_known(mark):
                plan.append(constraint)
                output.mark = mark
                self.add_consumers(output, todo)
        return plan

    def plan_for(self, edits):
        return self.plan_from([edit for edit in edits if edit.is_input() and edit.satisfied()])


def set_value(planner, variable, value):
    edit = Edit(variable, PREFERRED, planner)
    plan = planner.plan_for([edit])
    for _ in range(10):
        variable.value = value
        for constraint in plan:
            constraint.execute()
    edit.destroy(planner)


def chain(n):
    """A chain of equalities: editing one end must move the other."""
    planner = Planner()
    variables = [Variable("v%d" % i) for i in range(n + 1)]
    for i in range(n):
        Equality(variables[i], variables[i + 1], REQUIRED, planner)
    first = variables[0]
    last = variables[n]
    Stay(last, STRONG_DEFAULT, planner)
    edit = Edit(first, PREFERRED, planner)
    plan = planner.plan_for([edit])
    for i in range(100):
        first.value = i
        for constraint in plan:
            constraint.execute()
        assert last.value == i, "the chain is broken"
    edit.destroy(planner)
    return len(plan)


def projection(n):
    """A fan of linear maps that share their factor and offset; each part is edited in turn."""
    planner = Planner()
    factor = Variable("factor", 10)
    offset = Variable("offset", 1000)
    targets = []
    for i in range(n):
        source = Variable("source%d" % i, i)
        target = Variable("target%d" % i, i)
        Stay(source, NORMAL, planner)
        Scale(source, factor, offset, target, REQUIRED, planner)
        targets.append(target)
    set_value(planner, source, 17)
    assert target.value == 1170, "forward"
    set_value(planner, target, 1050)
    assert source.value == 5, "backward"
    set_value(planner, factor, 5)
    for i in range(n - 1):
        assert targets[i].value == i * 5 + 1000, "factor"
    set_value(planner, offset, 2000)
    for i in range(n - 1):
        assert targets[i].value == i * 5 + 2000, "offset"
    return sum(target.value for target in targets)


def run(n):
    return "%d %d" % (chain(n), projection(n))


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 60_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)

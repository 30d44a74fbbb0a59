"""An interpreter for Brainfuck, compiled to a small byte code with run lengths and jump targets.

A branchy dispatch loop over lists of ints.  The program counts down nested loops and prints a line for each turn.
"""
import sys
import time

ADD, MOVE, OPEN, CLOSE, PUT, CLEAR, HALT = range(7)


def compile_program(source):
    operations = []
    arguments = []
    stack = []
    position = 0
    while position < len(source):
        character = source[position]
        if character in "+-<>":
            plus, minus = ("+", "-") if character in "+-" else (">", "<")
            amount = 0
            while position < len(source) and source[position] in (plus, minus):
                amount += 1 if source[position] == plus else -1
                position += 1
            operations.append(ADD if plus == "+" else MOVE)
            arguments.append(amount)
            continue
        if source.startswith("[-]", position):
            operations.append(CLEAR)
            arguments.append(0)
            position += 3
            continue
        if character == "[":
            stack.append(len(operations))
            operations.append(OPEN)
            arguments.append(0)
        elif character == "]":
            start = stack.pop()
            arguments[start] = len(operations)
            operations.append(CLOSE)
            arguments.append(start)
        elif character == ".":
            operations.append(PUT)
            arguments.append(0)
        position += 1
    assert not stack
    operations.append(HALT)
    arguments.append(0)
    return operations, arguments


def execute(operations, arguments):
    tape = [0] * 300
    pointer = 0
    pc = 0
    steps = 0
    output = []
    while True:
        operation = operations[pc]
        steps += 1
        if operation == ADD:
            tape[pointer] = (tape[pointer] + arguments[pc]) & 255
        elif operation == MOVE:
            pointer += arguments[pc]
        elif operation == OPEN:
            if tape[pointer] == 0:
                pc = arguments[pc]
        elif operation == CLOSE:
            if tape[pointer] != 0:
                pc = arguments[pc]
        elif operation == PUT:
            output.append(chr(tape[pointer]))
        elif operation == CLEAR:
            tape[pointer] = 0
        else:
            return "".join(output), steps
        pc += 1


def make_source(turns):
    # Cell 0 counts the turns.  Each turn multiplies 7 by 9 by 4 through nested loops, adds it up in cell 4 modulo 256,
    # moves the sum twice, and prints one letter made from its low bits.
    turn = (
        ">+++++++[>+++++++++[>++++[>+<-]<-]<-]"      # cell 4 += 7 * 9 * 4
        ">>>[>+>+<<-]>>[<<+>>-]<"                    # cell 5 = cell 4
        "[>++<-]>[-]"                                # double it into cell 6, and clear that
        "++++++++[>++++++++<-]>+.[-]"                # print 'A' (8 * 8 + 1)
        "++++++++++.[-]"                             # and a newline
        "<<<<<<<"
    )
    return "+" * turns + "[" + turn + "-]"


def run(turns):
    total = 0
    lines = 0
    # A cell holds at most 255, so that a large number of turns is run in parts.
    while turns > 0:
        part = min(turns, 200)
        turns -= part
        operations, arguments = compile_program(make_source(part))
        output, steps = execute(operations, arguments)
        assert output == "A\n" * part
        total += steps
        lines += part
    return "%d %d" % (lines, total)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 6_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)

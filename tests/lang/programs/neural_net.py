# A small network learns exclusive or: floats in lists, a fixed seed.
import math
import random

random.seed(7)
sizes = [2, 4, 1]
weights = [[[random.uniform(-1, 1) for _ in range(a + 1)] for _ in range(b)] for a, b in zip(sizes, sizes[1:])]
data = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]


def forward(x):
    layers = [list(x)]
    for layer in weights:
        x = layers[-1] + [1.0]
        layers.append([1 / (1 + math.exp(-sum(w * v for w, v in zip(row, x)))) for row in layer])
    return layers


for epoch in range(1500):
    for x, y in data:
        layers = forward(x)
        deltas = [(o - y) * o * (1 - o) for o in layers[-1]]
        for l in range(len(weights) - 1, -1, -1):
            inputs = layers[l] + [1.0]
            new = [sum(deltas[k] * weights[l][k][j] for k in range(len(deltas))) * layers[l][j] * (1 - layers[l][j]) for j in range(len(layers[l]))]
            for k, row in enumerate(weights[l]):
                for j in range(len(row)):
                    row[j] -= 2.0 * deltas[k] * inputs[j]
            deltas = new
print([round(forward(x)[-1][0]) for x, _ in data], "%.9f" % forward((0, 1))[-1][0])

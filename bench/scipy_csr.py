"""The same training by hand with SciPy's compressed rows, one thread: only surviving weights are multiplied.

Reads the folder that a benchmark wrote (its one argument; fully connected layers alone), then one JSON line a
request, {"epoch": d}, one epoch of the network of number d, and answers as pytorch.py does.
"""

import json
import os
import sys
import time

import numpy
import scipy
import scipy.sparse

folder = sys.argv[1]
given = json.load(open(folder + "/bench.json"))
layers, batch, rate = given["layers"], given["batch"], given["learningRate"]
if any(layer["kind"] != "full" for layer in layers):
    sys.exit("fully connected layers alone")


def array(name, kind):
    return numpy.fromfile(folder + "/" + name, dtype=kind)


pixels = array("train-pixels", numpy.uint8).reshape(-1, given["pixels"])
images = pixels.astype(numpy.float32) / numpy.float32(255)
labels = array("train-labels", numpy.uint8).astype(numpy.int64)
orders = array("orders", numpy.uint32).reshape(-1, len(labels))


def split(flat, sizes):
    return numpy.split(flat, numpy.cumsum(sizes)[:-1])


class Layer:
    """Weights as compressed rows of targets; their positions do not change."""

    def __init__(self, dense, bias):
        self.weights = scipy.sparse.csr_matrix(dense)
        self.rows = numpy.repeat(numpy.arange(dense.shape[0]), numpy.diff(self.weights.indptr))
        self.bias = bias.copy()
        self.moments = [numpy.zeros_like(x) for x in (self.weights.data, self.weights.data, bias, bias)]
        self.gradient = self.faster()

    def faster(self):
        """Of all places and picked, or of the surviving ones alone: whichever takes less time here."""
        delta = numpy.ones((self.weights.shape[0], batch), numpy.float32)
        below = numpy.ones((self.weights.shape[1], batch), numpy.float32)

        def taken(way):
            way(delta, below)
            start = time.perf_counter()
            way(delta, below)
            return time.perf_counter() - start

        return min((self.picked, self.alone), key=taken)

    def picked(self, delta, below):
        return (delta @ below.T)[self.rows, self.weights.indices]

    def alone(self, delta, below):
        return numpy.einsum("eb,eb->e", delta[self.rows], below[self.weights.indices])

    def step(self, gradient, t):
        m, v, mb, vb = self.moments
        adam(self.weights.data, gradient[0], m, v, t)
        adam(self.bias, gradient[1], mb, vb, t)


def adam(values, gradient, m, v, t):
    m += numpy.float32(0.1) * (gradient - m)
    v += numpy.float32(0.001) * (gradient * gradient - v)
    root = numpy.sqrt(v / numpy.float32(1 - 0.999**t)) + numpy.float32(1e-8)
    values -= numpy.float32(rate / (1 - 0.9**t)) * m / root


def network(number):
    shapes = [(layer["targets"], layer["sources"]) for layer in layers]
    weights = split(array("weights%d" % number, numpy.float32), [a * b for a, b in shapes])
    biases = split(array("biases", numpy.float32), [a for a, _ in shapes])
    return [Layer(w.reshape(s), b) for w, s, b in zip(weights, shapes, biases)]


def learn(parts, order):
    total = 0.0
    for t, first in enumerate(range(0, len(order), batch), 1):
        chosen = order[first : first + batch]
        values = [numpy.ascontiguousarray(images[chosen].T)]
        for l, part in enumerate(parts):
            h = part.weights @ values[-1] + part.bias[:, None]
            values.append(h if l + 1 == len(parts) else numpy.maximum(h, 0))
        places = (labels[chosen], numpy.arange(len(chosen)))
        delta = values[-1] - values[-1].max(0)
        logs = delta - numpy.log(numpy.exp(delta).sum(0))
        total -= logs[places].sum()
        delta = numpy.exp(logs)
        delta[places] -= 1
        delta /= numpy.float32(len(chosen))
        for l in reversed(range(len(parts))):
            part, below = parts[l], values[l]
            gradient = part.gradient(delta, below), delta.sum(1)
            if l > 0:
                delta = (part.weights.T @ delta) * (below > 0)
            part.step(gradient, t)
    return float(total) / len(order)


def epoch(number):
    parts = network(number)
    start, wall = time.process_time(), time.perf_counter()
    loss = learn(parts, orders[0])
    taken = {"milliseconds": time.process_time() - start, "wall": time.perf_counter() - wall}
    return {**{name: seconds * 1000 for name, seconds in taken.items()}, "loss": loss}


threads = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
print("SciPy %s, threads: %d" % (scipy.__version__, threads), flush=True)
for line in sys.stdin:
    print(json.dumps(epoch(json.loads(line)["epoch"])), flush=True)

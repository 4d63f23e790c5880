"""The same fine-tuning in PyTorch, one thread: dense matrices times masks.

Reads the folder that fine-tuning.ts wrote (its one argument), then one line a request, the number
of a density, and answers with the processor time of one epoch in milliseconds and its mean loss.
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
folder = sys.argv[1]
given = json.load(open(folder + "/bench.json"))
units, count, batch = given["units"], given["count"], given["batch"]
pixels = numpy.fromfile(folder + "/pixels", dtype=numpy.uint8).reshape(count, units[0])
x = torch.from_numpy(pixels.astype(numpy.float32) / 255)
y = torch.from_numpy(numpy.fromfile(folder + "/labels", dtype=numpy.uint8).astype(numpy.int64))
order = torch.from_numpy(numpy.fromfile(folder + "/order", dtype=numpy.uint32).astype(numpy.int64))


def layers(name):
    """Weights with zeros where pruned, one matrix (targets x sources) a layer."""
    flat = torch.from_numpy(numpy.fromfile(folder + "/" + name, dtype=numpy.float32))
    sizes = [a * b for a, b in zip(units, units[1:])]
    return [w.reshape(a, b).t().contiguous() for w, a, b in zip(flat.split(sizes), units, units[1:])]


def epoch(density):
    weights = [w.requires_grad_() for w in layers("weights%d" % density)]
    masks = [(w != 0).float() for w in weights]
    flat = torch.from_numpy(numpy.fromfile(folder + "/biases", dtype=numpy.float32))
    biases = [b.clone().requires_grad_() for b in flat.split(units[1:])]
    optimizer = torch.optim.Adam(weights + biases, lr=0.001)
    start = time.process_time()
    total = 0.0
    for first in range(0, count, batch):
        chosen = order[first : first + batch]
        h = x[chosen]
        for l, (w, m, b) in enumerate(zip(weights, masks, biases)):
            h = F.linear(h, w * m, b)
            if l + 1 < len(weights):
                h = F.relu(h)
        loss = F.cross_entropy(h, y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    return (time.process_time() - start) * 1000, total / count


print("PyTorch", torch.__version__, flush=True)
for line in sys.stdin:
    print(*epoch(int(line)), flush=True)

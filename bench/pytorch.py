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
layers, count, batch = given["layers"], given["count"], given["batch"]
pixels = numpy.fromfile(folder + "/pixels", dtype=numpy.uint8).reshape(count, given["pixels"])
x = torch.from_numpy(pixels.astype(numpy.float32) / 255)
if layers[0]["kind"] == "convolution":
    x = x.reshape(count, 1, layers[0]["input"]["height"], layers[0]["input"]["width"])
y = torch.from_numpy(numpy.fromfile(folder + "/labels", dtype=numpy.uint8).astype(numpy.int64))
order = torch.from_numpy(numpy.fromfile(folder + "/order", dtype=numpy.uint32).astype(numpy.int64))


def shape(layer):
    pair = (layer["targets"], layer["sources"])
    return pair if layer["kind"] == "full" else pair + (layer["kernel"], layer["kernel"])


def read(name, sizes):
    flat = torch.from_numpy(numpy.fromfile(folder + "/" + name, dtype=numpy.float32))
    return [part.clone() for part in flat.split(sizes)]


def apply(layer, h, w, b):
    if layer["kind"] == "full":
        return F.linear(h.flatten(1), w, b)
    h = F.relu(F.conv2d(h, w, b, layer["stride"], layer["top"]))
    pool = layer.get("pool")
    return F.max_pool2d(h, pool["height"], pool["stride"]) if pool else h


def epoch(density):
    shapes = [shape(layer) for layer in layers]
    flat = read("weights%d" % density, [int(numpy.prod(s)) for s in shapes])
    weights = [w.reshape(s).contiguous().requires_grad_() for w, s in zip(flat, shapes)]
    masks = [(w != 0).float() for w in weights]
    biases = [b.requires_grad_() for b in read("biases", [layer["targets"] for layer in layers])]
    optimizer = torch.optim.Adam(weights + biases, lr=0.001)
    start = time.process_time()
    total = 0.0
    for first in range(0, count, batch):
        chosen = order[first : first + batch]
        h = x[chosen]
        for l, (layer, w, m, b) in enumerate(zip(layers, weights, masks, biases)):
            h = apply(layer, h, w * m, b)
            if layer["kind"] == "full" and l + 1 < len(layers):
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

"""The same training in PyTorch, one thread: dense matrices times masks.

Reads the folder that a benchmark wrote (its one argument), then one JSON line a request:
  {"epoch": d}    one epoch of the network of number d
  {"sweep": {"epochs": e, "tuning": t, "counts": [...]}}    e epochs of network 0; then, level by
      level, the largest weights are kept, so many as each count says, and trained t epochs
and answers each with one JSON line: processor and wall-clock times in milliseconds, losses, accuracies.
The first line tells the version and how many threads hold, as the system counts them after some work.
"""

import json
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F

import pytorch_graph

torch.set_num_threads(1)
folder = sys.argv[1]
given = json.load(open(folder + "/bench.json"))
layers, batch, graph = given["layers"], given["batch"], given.get("graph")


def array(name, kind):
    return numpy.fromfile(folder + "/" + name, dtype=kind)


def images(split):
    pixels = array(split + "-pixels", numpy.uint8).reshape(-1, given["pixels"])
    x = torch.from_numpy(pixels.astype(numpy.float32) / 255)
    if layers[0]["kind"] == "convolution":
        plane = layers[0]["input"]
        x = x.reshape(-1, layers[0]["sources"], plane["height"], plane["width"])
    return x, torch.from_numpy(array(split + "-labels", numpy.uint8).astype(numpy.int64))


train, test = images("train"), images("test")
orders = torch.from_numpy(array("orders", numpy.uint32).astype(numpy.int64)).reshape(-1, len(train[1]))


def shape(layer):
    pair = (layer["targets"], layer["sources"])
    if layer["kind"] == "full":
        return pair
    return pair + (layer["kernel"]["height"], layer["kernel"]["width"])


def read(name, sizes):
    flat = torch.from_numpy(array(name, numpy.float32))
    return [part.clone() for part in flat.split(sizes)]


def network(number):
    shapes = [shape(layer) for layer in layers]
    flat = read("weights%d" % number, [int(numpy.prod(s)) for s in shapes])
    weights = [w.reshape(s).contiguous().requires_grad_() for w, s in zip(flat, shapes)]
    biases = [b.requires_grad_() for b in read("biases", [layer["targets"] for layer in layers])]
    masks = [(w != 0).float() for w in weights]
    return (weights, masks, biases) + ((pytorch_graph.normalisations(graph, read),) if graph else ())


def apply(layer, h, w, b):
    if layer["kind"] == "full":
        return F.linear(h.flatten(1), w, b)
    stride = layer["stride"]
    h = F.relu(F.conv2d(h, w, b, (stride["down"], stride["right"]), (layer["top"], layer["left"])))
    pool = layer.get("pool")
    if not pool:
        return h
    steps = (pool["stride"]["down"], pool["stride"]["right"])
    return F.max_pool2d(h, (pool["height"], pool["width"]), steps)


def forward(h, weights, masks, biases, *normalisations):
    if graph:
        return pytorch_graph.forward(graph, h, weights, masks, biases, *normalisations)
    for l, (layer, w, m, b) in enumerate(zip(layers, weights, masks, biases)):
        h = apply(layer, h, w * m, b)
        if layer["kind"] == "full" and l + 1 < len(layers):
            h = F.relu(h)
    return h


def learn(parts, epochs):
    """Trains with a fresh optimiser, an epoch an order; returns the mean loss of the last."""
    weights, masks, biases, *normalisations = parts
    trained = weights + biases + [n for own in normalisations for n in own[0] + own[1]]
    optimizer = torch.optim.Adam(trained, lr=given["learningRate"])
    x, y = train
    for order in epochs:
        total = 0.0
        for first in range(0, len(order), batch):
            chosen = order[first : first + batch]
            loss = F.cross_entropy(forward(x[chosen], *parts), y[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
    return total / len(y)


def accuracy(parts, split):
    with torch.no_grad():
        return (forward(split[0], *parts).argmax(1) == split[1]).float().mean().item()


def keep_largest(parts, count):
    """Masks of the `count` largest weights over all layers."""
    weights, masks, biases = parts
    flat = torch.cat([(w * m).abs().flatten() for w, m in zip(weights, masks)])
    kept = torch.zeros_like(flat)
    kept[flat.topk(count).indices] = 1
    parts = kept.split([w.numel() for w in weights])
    return weights, [k.reshape(w.shape) for k, w in zip(parts, weights)], biases


def epoch(number):
    parts = network(number)
    start, wall = time.process_time(), time.perf_counter()
    loss = learn(parts, orders[:1])
    taken = {"milliseconds": time.process_time() - start, "wall": time.perf_counter() - wall}
    return {**{name: seconds * 1000 for name, seconds in taken.items()}, "loss": loss}


def sweep(settings):
    start, wall = time.process_time(), time.perf_counter()
    parts = network(0)
    learn(parts, orders[: settings["epochs"]])
    accuracies = [accuracy(parts, test)]
    accuracy(parts, train)
    dense = time.process_time()
    used = settings["epochs"]
    for count in settings["counts"]:
        parts = keep_largest(parts, count)
        accuracy(parts, test)
        learn(parts, orders[used : used + settings["tuning"]])
        used += settings["tuning"]
        accuracies.append(accuracy(parts, test))
        accuracy(parts, train)
    end = time.process_time()
    wall = time.perf_counter() - wall
    times = {"dense": (dense - start) * 1000, "levels": (end - dense) * 1000, "wall": wall * 1000}
    return {**times, "accuracies": accuracies}


def threads():
    """As the system counts them, those that libraries below started included."""
    torch.nn.Linear(784, 256)(torch.ones(128, 784)).sum().backward()
    return len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else torch.get_num_threads()


print("PyTorch %s, threads: %d" % (torch.__version__, threads()), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    answer = epoch(request["epoch"]) if "epoch" in request else sweep(request["sweep"])
    print(json.dumps(answer), flush=True)

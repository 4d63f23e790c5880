"""Many networks at once in PyTorch, as bench/replicas.ts trains them: batched products over stacked masked
weights, on CUDA where there is any, else on one thread of the processor.

Reads the folder that the benchmark wrote (its one argument), then one JSON line a request:
  {"first": d, "count": R}    two epochs of networks d to d + R - 1, of which network n visits the images in
      orders 2 (n - d) and 2 (n - d) + 1
and answers each with one JSON line: seconds of the second epoch, and in it the first network's mean loss.
The first line tells the version and what computes.
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
folder = sys.argv[1]
given = json.load(open(folder + "/bench.json"))
layers, batch = given["layers"], given["batch"]


def array(name, kind):
    return numpy.fromfile(folder + "/" + name, dtype=kind)


def settle():
    if device.type == "cuda":
        torch.cuda.synchronize()


pixels = array("train-pixels", numpy.uint8).reshape(-1, given["pixels"])
x = torch.from_numpy(pixels.astype(numpy.float32) / 255).to(device)
y = torch.from_numpy(array("train-labels", numpy.uint8).astype(numpy.int64)).to(device)
orders = torch.from_numpy(array("orders", numpy.uint32).astype(numpy.int64)).reshape(-1, 2, len(y))


def stack(first, count):
    """Weights R x targets x sources, their masks, and biases R x 1 x targets."""
    shapes = [(layer["targets"], layer["sources"]) for layer in layers]
    flat = torch.from_numpy(numpy.stack([array("weights%d" % n, numpy.float32) for n in range(first, first + count)]))
    parts = flat.split([targets * sources for targets, sources in shapes], 1)
    weights = [part.reshape(count, *shape).to(device).requires_grad_() for part, shape in zip(parts, shapes)]
    biases = [torch.zeros(count, 1, targets, device=device, requires_grad=True) for targets, _ in shapes]
    return weights, [(w != 0).float() for w in weights], biases


def losses(chosen, weights, masks, biases):
    """Mean cross-entropy of each network over its images, R."""
    h = x[chosen]
    for l, (w, m, b) in enumerate(zip(weights, masks, biases)):
        h = torch.baddbmm(b, h, (w * m).transpose(1, 2))
        if l + 1 < len(layers):
            h = F.relu(h)
    return F.cross_entropy(h.flatten(0, 1), y[chosen].flatten(), reduction="none").view(chosen.shape).mean(1)


def train(first, count):
    weights, masks, biases = stack(first, count)
    optimizer = torch.optim.Adam(weights + biases, lr=given["learningRate"], fused=device.type == "cuda")
    visits = orders[:count].to(device)
    for epoch in range(2):
        settle()
        start = time.perf_counter()
        total = torch.zeros(count, device=device)
        for begin in range(0, len(y), batch):
            chosen = visits[:, epoch, begin : begin + batch]
            own = losses(chosen, weights, masks, biases)
            optimizer.zero_grad()
            own.sum().backward()
            optimizer.step()
            total += own.detach() * chosen.shape[1]
        loss = total[0].item() / len(y)
    return {"seconds": time.perf_counter() - start, "loss": loss}


where = torch.cuda.get_device_name() if device.type == "cuda" else "one thread of the processor"
print("PyTorch %s on %s" % (torch.__version__, where), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(train(request["first"], request["count"])), flush=True)

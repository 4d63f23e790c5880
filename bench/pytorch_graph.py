"""A network that is a graph of layers, in training: weights times masks, normalised by the batch."""

import torch
import torch.nn.functional as F


def normalisations(graph, read):
    """Scales, shifts, running means and variances; `read` tells the numbers of a file, part by part."""
    channels = [layer["channels"] for layer in graph if layer["kind"] == "batch-normalisation"]
    scales, shifts, means, variances = (read(n, channels) for n in ("scales", "shifts", "means", "variances"))
    return [s.requires_grad_() for s in scales], [s.requires_grad_() for s in shifts], means, variances


def forward(graph, h, weights, masks, biases, normalisations):
    values = {"input": h}
    weighted = iter(zip(weights, masks, biases))
    normalised = iter(zip(*normalisations))
    for layer in graph:
        read = [values[name] for name in layer["from"]]
        values[layer["name"]] = h = apply(layer, read, weighted, normalised)
    return h


def apply(layer, read, weighted, normalised):
    kind, h = layer["kind"], read[0]
    if kind == "convolution":
        w, mask, bias = next(weighted)
        padding = 0 if w.shape[-1] == 1 else layer["padding"]
        return F.conv2d(h, w * mask, None if layer.get("bias") is False else bias, layer["stride"], padding)
    if kind == "full":
        w, mask, bias = next(weighted)
        return F.linear(h.flatten(1), w * mask, bias)
    if kind == "batch-normalisation":
        scale, shift, mean, variance = next(normalised)
        return F.batch_norm(h, mean, variance, scale, shift, True, layer["momentum"], layer["epsilon"])
    if kind == "relu":
        return F.relu(h)
    if kind == "add":
        return read[0] + read[1]
    if kind == "global-average-pool":
        return h.mean((2, 3), keepdim=True)
    raise ValueError(kind)

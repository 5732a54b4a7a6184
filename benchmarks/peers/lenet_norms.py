#!/usr/bin/env python3
"""The gallery's three unstable trainings in PyTorch: do they explode, die, or end in NaN?

Needs Debian's python3-torch. Usage: lenet_norms.py MNIST_DIR [SEEDS]
MNIST_DIR holds the gzipped IDX files, such as examples/src/main/resources/mnist.
"""
import gzip
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def idx(name, offset):
    return np.frombuffer(gzip.open(f"{sys.argv[1]}/{name}.gz").read(), np.uint8, offset=offset)


images = idx("train-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28)
X = torch.tensor((images / 255.0 - 0.1307) / 0.3081, dtype=torch.float32)
Y = torch.tensor(idx("train-labels-idx1-ubyte", 8).astype(np.int64))


def train(optimizer, batch_size, seed, batches):
    torch.manual_seed(seed)
    layers = [nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5), nn.Linear(800, 500), nn.Linear(500, 10)]
    step = optimizer([p for layer in layers for p in layer.parameters()])
    norms, order, at = [], torch.randperm(len(X)), 0
    for _ in range(batches):
        if at + batch_size > len(X):
            order, at = torch.randperm(len(X)), 0
        chosen = order[at : at + batch_size]
        at += batch_size
        h = F.max_pool2d(F.relu(layers[0](X[chosen])), 2)
        h = F.max_pool2d(F.relu(layers[1](h)), 2)
        h = F.relu(layers[2](h.reshape(len(chosen), -1)))
        step.zero_grad()
        F.nll_loss(F.log_softmax(layers[3](h), 1), Y[chosen]).backward()
        step.step()
        norms.append([layer.weight.grad.norm().item() for layer in layers])
    return np.array(norms)


cases = {
    "SGD 1.0, batches of 10": (lambda p: torch.optim.SGD(p, 1.0, momentum=0.5), 10),
    "SGD 1.0, batches of 256": (lambda p: torch.optim.SGD(p, 1.0, momentum=0.5), 256),
    "Adam 0.01, batches of 10": (lambda p: torch.optim.Adam(p, 0.01), 10),
}
seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
for name, (optimizer, batch_size) in cases.items():
    outcomes = []
    for seed in range(seeds):
        norms = train(optimizer, batch_size, seed, 200)
        bad = not np.isfinite(norms).all()
        outcomes.append("NaN" if bad else "dead" if (norms[-1, 0] == 0) else "alive")
    print(f"{name}: " + ", ".join(outcomes))

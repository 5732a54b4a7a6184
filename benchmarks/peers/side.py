#!/usr/bin/env python3
"""The peers' side of the comparison, in PyTorch and scikit-learn.

Answers compare.py as OurSide.java does: for each line with the name of a workload the
milliseconds it took, for "memory" the most memory this process has had, in MB. Needs Debian's
python3-torch, python3-torchvision and python3-sklearn. Written as a practised user would: no
gradients where none are asked for, parameters fixed, channels_last and contiguous tried and the
faster one taken, all cores.
"""
import os
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

torch.manual_seed(1)
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())))
SIDE = 224
BLOCK_ENDS = (3, 8, 15, 22, 29)  # ReLUs at the end of torchvision's five VGG-16 blocks
FORMATS = (torch.contiguous_format, torch.channels_last)


def chain(depth, channels, inputs, padding=1):
    layers = []
    for i in range(depth):
        conv = nn.Conv2d(channels if i else inputs, channels, 3, padding=padding)
        nn.init.kaiming_normal_(conv.weight)
        layers += [conv, nn.ReLU(inplace=True)]
    return nn.Sequential(*layers).requires_grad_(False)


def faster(make):
    """The one of the two memory formats that is faster, after a warm-up of each."""
    bodies = [make(f) for f in FORMATS]
    times = []
    for body in bodies:
        body()
        start = time.perf_counter()
        for _ in range(3):
            body()
        times.append(time.perf_counter() - start)
    return bodies[int(np.argmin(times))]


def gradient(net, x, unit):
    x = x.detach().requires_grad_(True)
    net(x)[:, 0, unit, unit].sum().backward()
    return x.grad


def input_gradient():
    x = torch.rand(8, 16, 111, 111) * 2 - 1

    def make(fmt):
        net, data = chain(40, 16, 16).to(memory_format=fmt), x.to(memory_format=fmt)
        return lambda: gradient(net, data, 55).square().mean(0).sum(0).sqrt()

    return faster(make)


def input_gradient_crop():
    x = torch.rand(8, 16, 81, 81) * 2 - 1

    def make(fmt):
        net, data = chain(40, 16, 16, 0).to(memory_format=fmt), x.to(memory_format=fmt)
        return lambda: gradient(net, data, 0).square().mean(0).sum(0).sqrt()

    return faster(make)


def figure_1():
    def make(fmt):
        def body():
            total = torch.zeros(51, 51)
            for _ in range(20):
                net = chain(20, 4, 1).to(memory_format=fmt)
                data = torch.randn(1, 1, 51, 51).to(memory_format=fmt)
                total += gradient(net, data, 25)[0, 0].square()
            return (total / 20).sqrt()

        return body

    return faster(make)


def trunk(fmt):
    net = torchvision.models.vgg16().features[:30].eval().requires_grad_(False)
    net = net.to(memory_format=fmt)

    def maps(image):
        out = []
        for i, layer in enumerate(net):
            image = layer(image)
            if i in BLOCK_ENDS:
                out.append(image)
        return out

    return maps


def similarity():
    """Cosines of all columns with one, from the upsampled volume, as scikit-learn users do it."""
    volume = dense(some_maps())[0].flatten(1)

    @torch.no_grad()
    def body():
        return F.cosine_similarity(volume, volume[:, 20_000, None], dim=0)

    return body


def export(path):
    """The trunk with its five maps, for ONNX Runtime if the name ends so, else for DJL."""
    net = torchvision.models.vgg16().features[:30].eval().requires_grad_(False)
    for layer in net:
        if isinstance(layer, nn.ReLU):
            layer.inplace = False

    class Maps(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, image):
            out = []
            for i, layer in enumerate(self.net):
                image = layer(image)
                if i in BLOCK_ENDS:
                    out.append(image)
            return tuple(out)

    image = torch.rand(1, 3, SIDE, SIDE)
    if path.endswith(".onnx"):
        torch.onnx.export(Maps(), image, path, opset_version=13)
    else:
        torch.jit.freeze(torch.jit.trace(Maps().eval(), image)).save(path)


def vgg(then, side=SIDE):
    image = torch.rand(1, 3, side, side)

    def make(fmt):
        maps, data = trunk(fmt), image.to(memory_format=fmt)

        @torch.no_grad()
        def body():
            return then(maps(data))

        return body

    return faster(make)


def upsampled(maps, size=(SIDE, SIDE)):
    return [F.interpolate(m, size=size, mode="bilinear", align_corners=False) for m in maps]


def dense(maps):
    return torch.cat(upsampled(maps), 1)


def mean_plain(maps):
    return dense(maps).mean(1)


def mean_summed_first(maps):
    channels = sum(m.shape[1] for m in maps)
    size = maps[0].shape[2:]
    return sum(upsampled([m.sum(1, keepdim=True) for m in maps], size)) / channels


def pixels():
    points = torch.rand(1, 1, 10_000, 2) * 2 - 1
    sample = lambda m: F.grid_sample(
        m, points, mode="bilinear", padding_mode="border", align_corners=False
    )
    return vgg(lambda maps: torch.cat([sample(m) for m in maps], 1))


@torch.no_grad()
def some_maps():
    return [m.contiguous() for m in trunk(FORMATS[0])(torch.rand(1, 3, SIDE, SIDE) * 2 - 1)]


def bilinear():
    maps = some_maps()
    return torch.no_grad()(lambda: dense(maps))


def k_means():
    import warnings

    from sklearn.cluster import KMeans

    warnings.filterwarnings("ignore")
    volume = dense(some_maps())[0]
    rows = np.ascontiguousarray(volume.reshape(len(volume), -1).T.numpy())
    start = rows[[30 * SIDE + 40, 200 * SIDE + 150]]
    model = KMeans(2, init=start, n_init=1, max_iter=10, tol=0, algorithm="lloyd")
    return lambda: model.fit(rows)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.c, self.d = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.a(x)), 2)
        x = F.max_pool2d(F.relu(self.b(x)), 2)
        return self.d(F.relu(self.c(x.flatten(1))))


def lenet(make_body):
    net = LeNet()
    data, labels = torch.rand(10, 1, 28, 28) * 2 - 1, torch.arange(10)
    step = torch.optim.SGD(net.parameters(), lr=0.001)

    def train():
        step.zero_grad(set_to_none=True)
        F.cross_entropy(net(data), labels).backward()
        step.step()

    train()
    return make_body(net, train)


def repeated(times, body):
    def all_of_them():
        for _ in range(times):
            body()

    all_of_them.repetitions = times
    return all_of_them


def lenet_norms(net, _):
    weights = [p for name, p in net.named_parameters() if name.endswith("weight")]
    return repeated(200, lambda: [w.grad.norm().item() for w in weights])


WORKLOADS = {
    "input-gradient": input_gradient,
    "input-gradient-crop": input_gradient_crop,
    "figure-1": figure_1,
    "vgg-trunk": lambda: vgg(lambda maps: maps),
    "vgg-dense": lambda: vgg(dense),
    "mean-from-image": lambda: vgg(mean_plain),
    "mean-from-image-summed": lambda: vgg(mean_summed_first),
    "mean-448": lambda: vgg(mean_summed_first, 448),
    "mean-896": lambda: vgg(mean_summed_first, 896),
    "pixels-from-image": pixels,
    "k-means": k_means,
    "similarity": similarity,
    "bilinear": bilinear,
    "lenet-step": lambda: lenet(lambda _, train: repeated(10, train)),
    "lenet-norms": lambda: lenet(lenet_norms),
}


def peak_megabytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--export":
        export(sys.argv[2])
        return
    made = {}
    for line in sys.stdin:
        name = line.strip()
        if name == "memory":
            value = peak_megabytes()
        else:
            if name not in made:
                made[name] = WORKLOADS[name]()
            body = made[name]
            start = time.perf_counter()
            body()
            value = (time.perf_counter() - start) * 1e3 / getattr(body, "repetitions", 1)
        print(f"= {value:.6f}", flush=True)


if __name__ == "__main__":
    main()

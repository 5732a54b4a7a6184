#!/usr/bin/env python3
"""Writes networks as ONNX, with what PyTorch makes of them: the test data of this module.

    export.py FOLDER NAME...            full-size networks of torchvision, with random weights, in
                                        double precision: else values near 0 fall on different sides
                                        of ReLUs, and gradients differ by more than rounding
    export.py --small FOLDER NAME...    narrow versions, for the files kept with the tests

For each: NAME.onnx, and in the folder NAME x.npy, and for five maps inside (K = 0 … 4) and the
output (K = 5) K.y.npy, K.unit.npy (indices of a unit), K.dx.npy (that unit's input gradient) and
K.rows.npy, K.columns.npy (the first and last input row and column that reach it if set to NaN).
"""
import os, sys, warnings
import numpy as np
import torch
import torch.nn as nn
import torchvision.models as tv
import torchvision.models.segmentation as seg

warnings.filterwarnings("ignore")
torch.set_num_threads(1)


class UNet(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        def block(a, b):
            return nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(),
                                 nn.Conv2d(b, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
        w = width
        self.down = nn.ModuleList([block(3, w), block(w, 2 * w), block(2 * w, 4 * w)])
        self.bottom = block(4 * w, 8 * w)
        self.up = nn.ModuleList([nn.ConvTranspose2d(8 * w, 4 * w, 2, 2), nn.ConvTranspose2d(4 * w, 2 * w, 2, 2),
                                 nn.ConvTranspose2d(2 * w, w, 3, 2, padding=1, output_padding=1)])
        self.join = nn.ModuleList([block(8 * w, 4 * w), block(4 * w, 2 * w), block(2 * w, w)])
        self.last = nn.Conv2d(w, 2, 1)
    def forward(self, x):
        kept = []
        for d in self.down:
            x = d(x)
            kept.append(x)
            x = nn.functional.max_pool2d(x, 2)
        x = self.bottom(x)
        for u, j in zip(self.up, self.join):
            x = j(torch.cat([u(x), kept.pop()], 1))
        return self.last(x)


class Out(nn.Module):
    """The one tensor of a segmentation network's dictionary."""
    def __init__(self, net):
        super().__init__()
        self.net = net
    def forward(self, x):
        return self.net(x)["out"]


def grouped(width=8):
    return nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.LeakyReLU(0.1),
                         nn.Conv2d(width, 2 * width, 3, stride=2, padding=2, dilation=2, groups=4), nn.ELU(),
                         nn.AvgPool2d(3, 2, padding=1, ceil_mode=True, count_include_pad=False), nn.GELU(),
                         nn.Conv2d(2 * width, 2 * width, 3, padding=1, groups=2 * width), nn.Hardswish(),
                         nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
                         nn.ReflectionPad2d(1), nn.Conv2d(2 * width, width, 3), nn.SiLU(),
                         nn.MaxPool2d(3, 2, ceil_mode=True), nn.Softmax(1))


def networks(small):
    """Name to (network, input size)."""
    if small:
        from torchvision.models.densenet import DenseNet
        return {
            "resnet": lambda: (small_resnet(), 40),
            "squeezenet": lambda: (small_squeezenet(), 40),
            "mobilenetv2": lambda: (tv.MobileNetV2(num_classes=5, width_mult=0.1,
                inverted_residual_setting=[[1, 8, 1, 1], [3, 16, 2, 2], [3, 24, 2, 2]]), 40),
            "densenet": lambda: (DenseNet(4, (2, 2), 8, num_classes=5), 40),
            "shufflenet": lambda: (tv.ShuffleNetV2([2, 2, 2], [8, 16, 32, 64, 64], num_classes=5), 40),
            "unet": lambda: (UNet(4), 40),
            "grouped": lambda: (grouped(), 40),
            "mobilenetv3": lambda: (small_mobilenetv3(), 40),
        }
    make = lambda f, size=128, **k: (lambda: (f(weights=None, **k), size))
    return {
        "resnet18": make(tv.resnet18), "resnet50": make(tv.resnet50), "vgg16": make(tv.vgg16, 224),
        "squeezenet1_0": make(tv.squeezenet1_0), "squeezenet1_1": make(tv.squeezenet1_1),
        "mobilenet_v2": make(tv.mobilenet_v2), "mobilenet_v3_small": make(tv.mobilenet_v3_small),
        "mobilenet_v3_large": make(tv.mobilenet_v3_large), "densenet121": make(tv.densenet121),
        "googlenet": make(tv.googlenet, init_weights=True), "inception_v3": make(tv.inception_v3, 139, init_weights=True, aux_logits=False),
        "shufflenet_v2_x1_0": make(tv.shufflenet_v2_x1_0), "efficientnet_b0": make(tv.efficientnet_b0),
        "resnext50": make(tv.resnext50_32x4d), "alexnet": make(tv.alexnet, 224), "mnasnet": make(tv.mnasnet0_5),
        "fcn_resnet50": lambda: (Out(seg.fcn_resnet50(weights=None, weights_backbone=None, num_classes=5)), 96),
        "deeplabv3_resnet50": lambda: (Out(seg.deeplabv3_resnet50(weights=None, weights_backbone=None, num_classes=5)), 96),
        "lraspp": lambda: (Out(seg.lraspp_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=5)), 96),
        "unet": lambda: (UNet(16), 96),
    }


def small_resnet():
    from torchvision.models.resnet import ResNet, BasicBlock
    class Narrow(BasicBlock):
        pass
    net = ResNet(BasicBlock, [1, 1, 1, 1], num_classes=5)
    # the same blocks on an eighth of the channels
    def narrow(m):
        for name, child in m.named_children():
            if isinstance(child, nn.Conv2d):
                a = child.in_channels if child.in_channels == 3 else child.in_channels // 16
                setattr(m, name, nn.Conv2d(a, child.out_channels // 16, child.kernel_size, child.stride, child.padding, bias=False))
            elif isinstance(child, nn.BatchNorm2d):
                setattr(m, name, nn.BatchNorm2d(child.num_features // 16))
            elif isinstance(child, nn.Linear):
                setattr(m, name, nn.Linear(child.in_features // 16, child.out_features))
            else:
                narrow(child)
    narrow(net)
    return net


def small_squeezenet():
    from torchvision.models.squeezenet import Fire
    return nn.Sequential(nn.Conv2d(3, 8, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, ceil_mode=True),
                         Fire(8, 4, 8, 8), Fire(16, 4, 8, 8), nn.MaxPool2d(3, 2, ceil_mode=True), Fire(16, 4, 8, 8),
                         nn.Dropout(0.5), nn.Conv2d(16, 5, 1), nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten())


def small_mobilenetv3():
    from torchvision.models.mobilenetv3 import InvertedResidualConfig as C, MobileNetV3
    conf = [C(8, 3, 8, 8, True, "RE", 2, 1, 1), C(8, 3, 24, 12, False, "RE", 2, 1, 1), C(12, 5, 32, 12, True, "HS", 1, 1, 1)]
    return MobileNetV3(conf, 32, num_classes=5)


def randomise(net):
    """Running statistics and scales as after some training, so that nothing is trivially 0 or 1."""
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            nn.init.uniform_(m.weight, 0.7, 1.3)
            nn.init.uniform_(m.bias, -0.3, 0.3)


def calibrate(net, x):
    """Running statistics of the inputs: values neither vanish nor explode in deep networks."""
    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    if norms:
        for m in norms:
            m.momentum = None
        net.train()
        for m in net.modules():
            if isinstance(m, (nn.Dropout, nn.Dropout2d)):
                m.eval()
        with torch.no_grad():
            net(torch.cat([x, torch.randn(3, *x.shape[1:])]))
    net.eval()


def export(folder, name, build, opset, small):
    torch.manual_seed(1)
    net, size = build()
    for m in net.modules():
        if hasattr(m, "inplace"):
            m.inplace = False
    randomise(net)
    x = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(2))
    calibrate(net, x)
    if not small:
        net, x = net.double(), x.double()
    path = os.path.join(folder, name + ".onnx")
    torch.onnx.export(net, x, path, opset_version=opset, input_names=["x"])
    out = os.path.join(folder, name)
    os.makedirs(out, exist_ok=True)
    # whatever the modules give, in order of execution, for what is a picture or the end
    kept = []
    hooks = [m.register_forward_hook(lambda m, i, o: kept.append((m, o)) if torch.is_tensor(o) else None)
             for m in net.modules() if not list(m.children())]
    x.requires_grad_(True)
    y = net(x)
    for h in hooks:
        h.remove()
    # a convolution and the batch norm after it become one node
    fused = [i + 1 < len(kept) and isinstance(kept[i + 1][0], nn.BatchNorm2d) for i in range(len(kept))]
    taps = [(i, o) for i, (m, o) in enumerate(kept) if o.dim() == 4 and not fused[i]
            and isinstance(m, (nn.Conv2d, nn.BatchNorm2d, nn.MaxPool2d, nn.AvgPool2d, nn.ConvTranspose2d))]
    chosen = [taps[round(k * (len(taps) - 1) / 4)] for k in range(5)] if len(taps) > 4 else taps
    np.save(os.path.join(out, "x.npy"), x.detach().numpy())
    np.save(os.path.join(out, "y.npy"), y.detach().numpy())
    lines = []
    for k, (i, o) in enumerate(chosen + [(None, y)]):
        unit = [0, o.shape[1] // 2] + [s // 2 for s in o.shape[2:]]
        net.zero_grad()
        x.grad = None
        o[tuple(unit)].backward(retain_graph=True)
        np.save(os.path.join(out, f"{k}.y.npy"), o.detach().numpy())
        np.save(os.path.join(out, f"{k}.unit.npy"), np.array(unit, dtype=np.int32))
        np.save(os.path.join(out, f"{k}.dx.npy"), x.grad.numpy())
        rows, columns = (None, None) if i is None or not small and k % 2 == 0 else poisoned(net, x.detach(), i, unit)
        if rows is not None:
            np.save(os.path.join(out, f"{k}.rows.npy"), np.array(rows, dtype=np.int32))
            np.save(os.path.join(out, f"{k}.columns.npy"), np.array(columns, dtype=np.int32))
    print(name, "ok", os.path.getsize(path))


class Enough(Exception):
    pass


def poisoned(net, x, index, unit):
    """First and last input row and column which reach the unit if they are NaN."""
    leaves = [m for m in net.modules() if not list(m.children())]
    def reaches(batch):
        count = [0]
        found = []
        def hook(m, i, o):
            if torch.is_tensor(o):
                if count[0] == index:
                    found.append(o)
                    raise Enough()
                count[0] += 1
        hooks = [m.register_forward_hook(hook) for m in leaves]
        try:
            with torch.no_grad():
                net(batch)
        except Enough:
            pass
        for h in hooks:
            h.remove()
        # any channel: the arithmetic of fields does not know which channels read which
        return torch.isnan(found[0][0, :, unit[2], unit[3]]).any().item()
    result = []
    for axis in (2, 3):
        n = x.shape[axis]
        def ends(first, last):
            """Whether NaN in these rows or columns reaches the unit."""
            batch = x.clone()
            (batch if axis == 2 else batch.transpose(2, 3))[:, :, first:last + 1] = float("nan")
            return reaches(batch)
        low, high = 0, n - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if ends(0, middle) else (middle + 1, high)
        first, low, high = low, 0, n - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if ends(middle, n - 1) else (low, middle - 1)
        result.append([first, low])
    return result


def main():
    args = sys.argv[1:]
    small = args[0] == "--small"
    folder, names = (args[1], args[2:]) if small else (args[0], args[1:])
    os.makedirs(folder, exist_ok=True)
    all_networks = networks(small)
    for name in names or all_networks:
        opset = {"shufflenet": 9, "squeezenet": 9, "mobilenetv3": 14}.get(name, 13) if small else 13
        export(folder, name, all_networks[name], opset, small)


main()

#!/usr/bin/env python3
"""Writes what SameDiffProbeTest is held to: a small network's input gradients by PyTorch, in double precision."""
import os, numpy as np, torch, torch.nn.functional as F
here = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(5)
r = lambda *s: torch.randn(*s, dtype=torch.float64)
x, w1, b1, w2 = r(2, 3, 9, 9).requires_grad_(True), r(4, 3, 3, 3), r(4), r(5, 4, 3, 3)
h = F.max_pool2d(F.relu(F.conv2d(x, w1, b1, padding=1)), 2)
y = torch.tanh(F.conv2d(h, w2, padding=1) * 0.02)
y[:, 3, 1, 2].sum().backward()
dy = x.grad.clone()
x.grad = None
h2 = F.max_pool2d(F.relu(F.conv2d(x, w1, b1, padding=1)), 2)
h2[:, 1, 2, 1].sum().backward()
for name, a in dict(x=x, w1=w1, b1=b1, w2=w2, y=y, dy=dy, dh=x.grad).items():
    np.save(os.path.join(here, name + ".npy"), a.detach().numpy())

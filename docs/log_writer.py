"""Writes a gradient log from a PyTorch training loop; see log-format.md."""
import json
import math
import time


class GradientLog:
    def __init__(self, path, model, optimizer=None):
        self.layers = [(n, m.weight) for n, m in model.named_modules() if getattr(m, "weight", None) is not None]
        self.optimizer, self.iteration = optimizer, 0
        self.file = open(path, "x")
        self.line(format="percept4j-gradients", version=1, settings={"norm": "L2", "values": "gradient"})
        self.line(tracks=[{"index": k, "name": n} for k, (n, _) in enumerate(self.layers)])

    def after_backward(self, loss, epoch=0):
        """Call between loss.backward() and optimizer.step()."""
        norms = [0.0 if w.grad is None else w.grad.double().norm().item() for _, w in self.layers]
        more = {"lr": self.optimizer.param_groups[0]["lr"]} if self.optimizer else {}
        self.line(i=self.iteration, e=epoch, t=time.time(), s=self.number(loss.item()), **more,
                  n=[self.number(norm) for norm in norms])
        self.iteration += 1

    @staticmethod
    def number(x):
        return x if math.isfinite(x) else "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"

    def line(self, **fields):
        self.file.write(json.dumps(fields) + "\n")
        self.file.flush()

"""Writes gradients of some images and what each tool's rule makes of them, for ConventionsTest.

Written from the rules, not from the tools' code: RepLKNet takes the positive part of each gradient,
adds channels and images' means, log10(x + 1) over its maximum, then grows squares; OpenERF takes for
each image the mean over channels, clamps it at 0, adds images, divides by the sum, and fits a Gaussian
with the picture's axes (R2 = 1 - Var(residuals) / Var(map)); Luo et al. add channels and take the
signed mean.  Run it here: python3 generate.py
"""
import numpy as np
from scipy.optimize import curve_fit

IMAGES, CHANNELS, ROWS, COLUMNS = 6, 3, 17, 21


def gradients():
    rng = np.random.default_rng(7)
    y, x = np.mgrid[:ROWS, :COLUMNS]
    bump = np.exp(-((x - 10.6) ** 2 / (2 * 3.1 ** 2) + (y - 7.8) ** 2 / (2 * 2.2 ** 2)))
    signs = rng.normal(0.4, 1.0, (IMAGES, CHANNELS, ROWS, COLUMNS))
    return 3.0 * bump * signs + 0.05 * rng.normal(size=signs.shape)


def replknet(g):
    mean = np.maximum(g, 0).sum(1).mean(0)
    log = np.log10(mean + 1)
    return log / log.max()


def squares(m, fraction):
    height, width = m.shape
    for reach in range(1, height // 2):
        rows = slice(height // 2 - reach, height // 2 + reach + 1)
        columns = slice(width // 2 - reach, width // 2 + reach + 1)
        if m[rows, columns].sum() / m.sum() > fraction:
            side = 2 * reach + 1
            return side / height * side / width
    return np.nan


def openerf(g):
    clamped = np.maximum(g.mean(1), 0).sum(0)
    return clamped / clamped.sum()


def aligned(m):
    y, x = np.mgrid[:ROWS, :COLUMNS]

    def gaussian(_, height, xc, yc, sx, sy):
        return (height * np.exp(-((x - xc) ** 2 / (2 * sx ** 2) + (y - yc) ** 2 / (2 * sy ** 2)))).ravel()

    start = [m.max(), COLUMNS / 2, ROWS / 2, COLUMNS / 6, ROWS / 6]
    found, _ = curve_fit(gaussian, None, m.ravel(), p0=start, xtol=1e-14, ftol=1e-14)
    residual = m.ravel() - gaussian(None, *found)
    return np.append(found, 1 - residual.var() / m.var())


if __name__ == "__main__":
    g = gradients()
    np.save("gradients.npy", g)
    np.save("luo.npy", g.sum(1).mean(0))
    np.save("replknet.npy", replknet(g))
    np.save("replknet_areas.npy", np.array([squares(replknet(g), f) for f in (0.2, 0.3, 0.5)]))
    np.save("openerf.npy", openerf(g))
    np.save("openerf_fit.npy", aligned(openerf(g)))

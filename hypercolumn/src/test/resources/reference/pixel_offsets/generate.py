"""scikit-learn's results on columns whose channels have offsets of 1e-6 to 1e6 times their spread.

Run in this folder with Python 3, NumPy and scikit-learn 1.2: python3 generate.py
Two layers of 6 and 5 maps make a volume of 11 channels at 12x16 pixels (half-pixel bilinear, float64).
The maps are float32(base + factor * offset): the test makes the same ones.
"""
import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

H, W = 12, 16
FACTORS = [1e-6, 1e-3, 1.0, 1e2, 1e3, 1e4, 1e5, 1e6]
START = [5, 77, 140, 190]


def taps(n, out):
    matrix = np.zeros((out, n))
    for x in range(out):
        s = min(n - 1, max(0, (x + 0.5) * n / out - 0.5))
        i = int(s)
        matrix[x, i] += 1 - (s - i)
        if s > i:
            matrix[x, i + 1] += s - i
    return matrix


def enlarged(maps):
    rows, columns = taps(maps.shape[1], H), taps(maps.shape[2], W)
    return np.einsum("yi,cij,xj->cyx", rows, maps.astype(np.float64), columns)


random = np.random.default_rng(7)
fine = random.standard_normal((6, H, W)) + 2 * random.standard_normal((6, 3, 4)).repeat(4, 1).repeat(4, 2)
coarse = random.standard_normal((5, 6, 8))
base = [fine.astype(np.float32), coarse.astype(np.float32)]
offsets = np.sign(random.standard_normal(11)) * (0.5 + random.random(11))
np.save("fine.npy", base[0])
np.save("coarse.npy", base[1])
np.save("offsets.npy", offsets)

volume = np.concatenate([enlarged(m) for m in base]).reshape(11, -1).T
target = (volume @ random.standard_normal(11) + 0.1 * random.standard_normal(H * W)).astype(np.float32)
classes = (volume[:, 0] + volume[:, 7] + 0.5 * random.standard_normal(H * W) > 0).astype(np.int32)
np.save("target.npy", target)
np.save("classes.npy", classes)

results = {k: [] for k in ("kmeans", "labels", "variances", "means", "deviations", "ridge", "logistic")}
for factor in FACTORS:
    maps = [
        (m.astype(np.float64) + factor * o[:, None, None]).astype(np.float32)
        for m, o in zip(base, (offsets[:6], offsets[6:]))
    ]
    x = np.concatenate([enlarged(m) for m in maps]).reshape(11, -1).T
    k = KMeans(4, init=x[START], n_init=1, tol=0, max_iter=300).fit(x)
    results["kmeans"].append(k.inertia_)
    results["labels"].append(k.labels_)
    results["variances"].append(PCA().fit(x).explained_variance_)
    s = StandardScaler().fit(x)
    results["means"].append(s.mean_)
    results["deviations"].append(s.scale_)
    results["ridge"].append(Ridge(alpha=0.5, solver="cholesky").fit(x, target).predict(x))
    # mean loss + l2/2 ||w||^2 with l2 = 0.01: C = 1 / (n l2)
    z = s.transform(x)
    # The softmax with w0 = -w1 = -w/2 has l2/2 (|w|^2/2): half the penalty of one weight vector.
    c = LogisticRegression(C=2 / (len(z) * 0.01), tol=1e-10, max_iter=10000).fit(z, classes)
    results["logistic"].append(c.predict_proba(z)[:, 1])
for name, values in results.items():
    array = np.array(values)
    np.save(name + ".npy", array.astype(np.int32) if name == "labels" else array)

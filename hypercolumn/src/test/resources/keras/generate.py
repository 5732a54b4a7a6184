"""Small VGG-16 networks in the files of Keras 2 and 3, compressed and in half precision.

Run in this folder with Python 3, NumPy and h5py 3: python3 generate.py
Layout and names are those of Keras's own writers; Keras is not needed. Weight i of layer n is
((7919 i + 104729 n) mod 2001 - 1000) / 1024, which half precision holds exactly; biases are layer n + 100.
"""
import zipfile

import h5py
import numpy as np

WIDTHS, COUNTS, DENSE, CLASSES, CELLS = [4, 5, 6, 7, 8], [2, 2, 3, 3, 3], 9, 3, 4


def values(n, *shape):
    i = np.arange(np.prod(shape), dtype=np.int64)
    return (((7919 * i + 104729 * n) % 2001 - 1000) / 1024).astype(np.float32).reshape(shape)


def layers(top):
    found, before = [], 3
    for block, (width, count) in enumerate(zip(WIDTHS, COUNTS), 1):
        for i in range(1, count + 1):
            found.append((f"block{block}_conv{i}", (3, 3, before, width)))
            before = width
    if top:
        sizes = [("fc1", CELLS * before, DENSE), ("fc2", DENSE, DENSE), ("predictions", DENSE, CLASSES)]
        found += [(name, (a, b)) for name, a, b in sizes]
    return [(name, values(n, *s), values(n + 100, s[-1])) for n, (name, s) in enumerate(found)]


def put(group, name, array, dtype, packed):
    options = dict(compression="gzip", shuffle=True, fletcher32=True) if packed else {}
    group.create_dataset(name, data=array.astype(dtype), **options)


def open_file(name):
    return h5py.File(name, "w", libver="latest", track_order=False)


# Keras 2, save_weights: a group per layer, in it one of the layer's name.
with open_file("keras2_gzip.h5") as f:
    for name, kernel, bias in layers(True):
        put(f, f"{name}/{name}/kernel:0", kernel, "f4", True)
        put(f, f"{name}/{name}/bias:0", bias, "f4", True)

# Keras 2, a whole model: VGG-16's trunk nested in a model with a head and an optimiser of its own.
with open_file("keras2_model_half.h5") as f:
    for name, kernel, bias in layers(False):
        put(f, f"model_weights/vgg16/{name}/kernel:0", kernel, "f2", False)
        put(f, f"model_weights/vgg16/{name}/bias:0", bias, "f2", False)
        put(f, f"optimizer_weights/Adam/{name}/kernel/m:0", kernel * 0, "f2", False)
    put(f, "model_weights/head/head/kernel:0", values(50, 8, 2), "f4", False)


# Keras 3: numbered by class, variables by number; other layers around.
def keras3(f, parent, top, dtype, packed, around):
    first = 0
    if around:
        put(f, f"{parent}/conv2d/vars/0", values(60, 1, 1, 3, 3), dtype, packed)
        put(f, f"{parent}/conv2d/vars/1", values(61, 3), dtype, packed)
        first = 1
    counts = {"conv2d": first, "dense": 0}
    for name, kernel, bias in layers(top):
        kind = "conv2d" if kernel.ndim == 4 else "dense"
        own = kind if counts[kind] == 0 else f"{kind}_{counts[kind]}"
        counts[kind] += 1
        put(f, f"{parent}/{own}/vars/0", kernel, dtype, packed)
        put(f, f"{parent}/{own}/vars/1", bias, dtype, packed)
    f.create_group(f"{parent}/max_pooling2d/vars")
    put(f, "optimizer/vars/0", np.array(7), "i8", False)
    put(f, "optimizer/vars/1", values(70, 3, 3, 3, 4), dtype, packed)
    if around:
        put(f, f"{parent}/dense/vars/0", values(62, 8, 2), dtype, packed)
        put(f, f"{parent}/dense/vars/1", values(63, 2), dtype, packed)


with open_file("keras3.weights.h5") as f:
    keras3(f, "layers", True, "f4", False, False)
with open_file("keras3_around_half_gzip.weights.h5") as f:
    keras3(f, "layers/functional/layers", False, "f2", True, True)
with zipfile.ZipFile("keras3.keras", "w") as z:
    for name, text in (("metadata.json", '{"keras_version": "3.4.1"}'), ("config.json", "{}")):
        z.writestr(zipfile.ZipInfo(name), text)
    with open("keras3.weights.h5", "rb") as f:
        z.writestr(zipfile.ZipInfo("model.weights.h5"), f.read())

# All 65536 numbers of half precision.
with open_file("halves.h5") as f:
    halves = np.arange(65536, dtype=np.uint16).view(np.float16)
    f.create_dataset("group/halves", data=halves, compression="gzip", shuffle=True)

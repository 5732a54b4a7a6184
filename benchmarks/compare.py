#!/usr/bin/env python3
"""Runs both sides of each comparison in turn and writes benchmarks/RESULTS.md.

Started by: mvn -Pcompare package -DskipTests
Both sides are processes that live through all rounds; only one works at a time. Peak memory is
that of a fresh process for each row.
"""
import argparse
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
WARM_UP = 15
PYTHON = os.environ.get("PEER_PYTHON", "/usr/bin/python3")

# what is compared: title, our workload, their workload or ours again, goal (ours / peer)
ROWS = [
    ("Input gradient of a unit, 40 conv 3x3x16 + ReLU, 8 images of 111², whole analysis; peer: full image", "input-gradient", "peer:input-gradient", 0.5),
    ("The same; peer: the crop of 81² the unit can see, cut by hand", "input-gradient", "peer:input-gradient-crop", None),
    ("Luo's figure 1: 20 layers, 20 draws, whole job", "figure-1", "peer:figure-1", 0.5),
    ("VGG-16 trunk, five maps, 224²", "vgg-trunk", "peer:vgg-trunk", 1.1),
    ("The same and the dense 1472x224x224 volume", "vgg-dense", "peer:vgg-dense", 0.8),
    ("Mean hypercolumn, from the image; peer: upsample, concatenate, mean", "mean-from-image", "peer:mean-from-image", 0.6),
    ("The same; peer: sums channels first", "mean-from-image", "peer:mean-from-image-summed", None),
    ("10,000 sparse pixels, from the image; peer: grid_sample", "pixels-from-image", "peer:pixels-from-image", 0.6),
    ("k-means, k=2, 10 Lloyd iterations, 50176x1472", "k-means", "peer:k-means", 0.1),
    ("Bilinear upsampling of the five maps to the volume", "bilinear", "peer:bilinear", 0.4),
    ("The same; memory in large pages for both", "bilinear@huge", "peer:bilinear@huge", None),
    ("The same; against filling memory that is there", "bilinear", "ours:fill", None),
    ("Gradient norms of LeNet's four layers; peer: .norm().item() loop", "lenet-norms", "peer:lenet-norms", None),
    ("The same; against the accelerated training step", "lenet-norms", "ours:lenet-step", 0.02),
    ("The same; one thread for native operations", "lenet-norms@1", "ours:lenet-step@1", None),
    ("LeNet training step, batch 10, accelerated; against stock DL4J", "lenet-step", "ours:lenet-stock", None),
    ("The same; one thread for native operations, faster for both", "lenet-step@1", "ours:lenet-stock@1", 0.4),
    ("The same; against PyTorch", "lenet-step@1", "peer:lenet-step@1", None),
]
MEMORY = [("vgg-dense", "vgg-dense"), ("mean-from-image", "mean-from-image"), ("pixels-from-image", "pixels-from-image"), ("k-means", "k-means")]

# what keeps a goal from being met, where it is not
WHY = {
    "figure-1": "A third of our time goes into DL4J's building the 20 networks, which no change here can save; much of the rest into "
        "some 45 ND4J arrays for each, of which JavaCPP asks the system how much memory is in use. Done: plain loops for small "
        "convolutions and ReLUs, three taps at a time; no copies of the network; no native contexts.",
    "pixels-from-image": "The VGG pass alone takes three quarters of our time, getting pages for 59 MB of samples and for 24 MB of maps "
        "most of the rest. Done: points in the order of rows, channels turned next to each other, pages touched by all threads, "
        "max pooling in plain loops. Whether it is met differs from run to run.",
    "vgg-dense": "The volume takes 295 MB, maps 24, activations on the way some 40; a JVM with DL4J, ND4J's natives and the weights has 192 "
        "before it begins. "
        "Done: activations freed as soon as read, handed over instead of copied, no copies of weights, less garbage in pooling and sampling.",
}

# settings of the environment that a name asks for after an @, for both sides alike
SETTINGS = {"1": {"OMP_NUM_THREADS": "1"}, "huge": {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}}


class Side:
    def __init__(self, command, settings=""):
        environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", **SETTINGS.get(settings, {})}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, bufsize=1, env=environment)

    def ask(self, name):
        self.process.stdin.write(name + "\n")
        for line in self.process.stdout:
            if line.startswith("= "):
                return float(line[2:])
        sys.exit(f"{name}: the other side ended with {self.process.wait()}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def spread(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g}–{max(values):.3g})"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--classpath", required=True)
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--growth", action="store_true", help="also how cost grows with size")
    arguments = options.parse_args()
    java = ["java", "-Xmx3g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", arguments.classpath]
    ours_command = java + ["org.percept4j.benchmarks.compare.OurSide"]
    peer_command = [PYTHON, str(HERE / "peers" / "side.py")]
    lines = [
        "# Percept4J beside its peers", "",
        "Made by `mvn -Pcompare package -DskipTests`: both sides in turn, one at a time, "
        f"{WARM_UP} runs of warm-up, {arguments.rounds} interleaved rounds; median (smallest–largest). "
        "Ratio is ours / theirs, of the medians: below 1 is faster.", "",
        f"Machine: {machine()}.", "",
        "| what | ours, ms | theirs, ms | ratio | goal |", "|---|---|---|---|---|"]
    missed = []
    sides = {}

    def ask(side, name):
        workload, _, settings = name.partition("@")
        if (side, settings) not in sides:
            sides[side, settings] = Side(ours_command if side == "ours" else peer_command, settings)
        return sides[side, settings].ask(workload)

    for title, mine, other, goal in ROWS:
        side, name = other.split(":")
        for _ in range(WARM_UP):
            ask("ours", mine), ask(side, name)
        rounds = [(ask("ours", mine), ask(side, name)) for _ in range(arguments.rounds)]
        a, b = [r[0] for r in rounds], [r[1] for r in rounds]
        ratio = statistics.median(a) / statistics.median(b)
        wanted = "" if goal is None else f"≤ {goal} {'met' if ratio <= goal else '**missed**'}"
        if "missed" in wanted:
            missed.append(f"- {title}: missed by {100 * (ratio / goal - 1):.0f} %. {WHY.get(mine, '')}")
        lines.append(f"| {title} | {spread(a)} | {spread(b)} | {ratio:.2g} | {wanted} |")
        print(lines[-1], flush=True)
    for side in sides.values():
        side.close()
    lines += ["", "Peak resident memory of a process that does one thing three times, MB (goal ≤ 0.5):", "",
              "| what | ours | theirs | ratio |", "|---|---|---|---|"]
    for mine, other in MEMORY:
        peaks = []
        for command, name in ((ours_command, mine), (peer_command, other)):
            side = Side(command)
            for _ in range(3):
                side.ask(name)
            peaks.append(side.ask("memory"))
            side.close()
        lines.append(f"| {mine} | {peaks[0]:.0f} | {peaks[1]:.0f} | {peaks[0] / peaks[1]:.2f} |")
        if peaks[0] > 0.5 * peaks[1]:
            missed.append(f"- Memory of {mine}: missed by {100 * (2 * peaks[0] / peaks[1] - 1):.0f} %. {WHY.get(mine, '')}")
        print(lines[-1], flush=True)
    if missed:
        lines += ["", "Goals that were missed:", ""] + missed
    if arguments.growth:
        growth = subprocess.run(
            java + ["org.percept4j.benchmarks.compare.CostGrowth"], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        lines += ["", "How cost grows, with the exponent of the best power law:", ""]
        lines += [line for line in growth.splitlines() if line.startswith("|")]
        print(growth)
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "?")
    versions = subprocess.run(
        [PYTHON, "-c", "import torch, sklearn, numpy; print('PyTorch', torch.__version__, '· scikit-learn', sklearn.__version__, '· NumPy', numpy.__version__)"],
        stdout=subprocess.PIPE, text=True).stdout.strip()
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True).stderr.splitlines()[0]
    return f"{os.cpu_count()} cores of {cpu} (shared virtual machine), {platform.system()}, {java}, {versions}"


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Runs both sides of each comparison in turn and writes benchmarks/RESULTS.md.

Started by: mvn -Pcompare package -DskipTests
Both sides are processes that live through all rounds; only one works at a time. Peak memory is
that of a fresh process for each row.
"""
import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
WARM_UP = 15
PYTHON = os.environ.get("PEER_PYTHON", "/usr/bin/python3")

# what is compared: title, our workload, their workload or ours again, goal (ours / peer)
ROWS = [
    ("Norms of the gradients of LeNet's four weight arrays; peer: .norm().item() loop", "norms", "peer:lenet-norms", 0.5),
    ("A listener's two hooks on LeNet; against the accelerated training step", "lenet-norms", "ours:lenet-step", 0.01),
    ("Input gradient of a unit, 40 conv 3x3x16 + ReLU, 8 images of 111², whole analysis; peer: full image", "input-gradient", "peer:input-gradient", 0.25),
    ("The same; peer: the crop of 81² the unit can see, cut by hand", "input-gradient", "peer:input-gradient-crop", 0.8),
    ("Luo's figure 1: 20 layers, 20 draws, whole job", "figure-1", "peer:figure-1", 0.6),
    ("VGG-16 trunk, five maps, 224²", "vgg-trunk", "peer:vgg-trunk", 0.5),
    ("The same; peer: ONNX Runtime from Java", "vgg-trunk", "onnx:vgg-trunk", 1.0),
    ("The same; peer: DJL with PyTorch's engine", "vgg-trunk", "djl:vgg-trunk", 0.5),
    ("The trunk and the dense 1472x224x224 volume", "vgg-dense", "peer:vgg-dense", 0.8),
    ("Mean hypercolumn, from the image; peer: upsample, concatenate, mean", "mean-from-image", "peer:mean-from-image", 0.6),
    ("The same; peer: sums channels first", "mean-from-image", "peer:mean-from-image-summed", 0.6),
    ("Mean hypercolumn of an image of 448²; peer: sums channels first", "mean-448", "peer:mean-448", 0.5),
    ("Mean hypercolumn of an image of 896²; peer: sums channels first", "mean-896", "peer:mean-896", 0.5),
    ("10,000 sparse pixels, from the image; peer: grid_sample", "pixels-from-image", "peer:pixels-from-image", 0.5),
    ("k-means, k=2, 10 Lloyd iterations, 50176x1472", "k-means", "peer:k-means", 0.08),
    ("Cosine of one pixel with all, 1472x224²; peer: cosine_similarity of the volume", "similarity", "peer:similarity", None),
    ("Bilinear upsampling of the five maps to the volume", "bilinear", "peer:bilinear", 0.1),
    ("The same; memory in large pages for both", "bilinear@huge", "peer:bilinear@huge", None),
    ("The same; against filling memory that is there", "bilinear", "ours:fill", None),
    ("LeNet training step, batch 10, accelerated; against stock DL4J", "lenet-step", "ours:lenet-stock", 0.4),
    ("The same; against PyTorch", "lenet-step", "peer:lenet-step", 1.0),
]
# peak memory of one workload on both sides, with its goal
MEMORY = [("vgg-dense", 0.55), ("mean-from-image", 0.5), ("pixels-from-image", 0.5), ("k-means", 0.5)]

# a slow workload is warm after this many seconds
WARM_UP_SECONDS = 15

# peers in Java: their program and the file that side.py exports for them
EXPORTS = {"onnx": ("OnnxSide.java", "trunk.onnx"), "djl": ("DjlSide.java", "trunk.pt")}

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
SETTINGS = {"huge": {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}}

# what would hold a peer back, or us, if it came from the shell that starts this
UNSET = ("OPENBLAS_CORETYPE", "OMP_WAIT_POLICY", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")

# how to let a processor pass for a smaller one
LIMITS = {
    "own": {},
    "AVX2": {"DNNL_MAX_CPU_ISA": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2",
             "OPENBLAS_CORETYPE": "Haswell", "JDK_JAVA_OPTIONS": "-XX:UseAVX=2"},
}


def clean(limit):
    """The environment without what would slow somebody, on this processor or one that is less."""
    return {**{k: v for k, v in os.environ.items() if k not in UNSET}, **LIMITS[limit]}


class Side:
    def __init__(self, who, command, threads, limit, settings=""):
        environment = clean(limit)
        environment.update(OMP_NUM_THREADS=str(threads), **SETTINGS.get(settings, {}))
        # Threads of ours that wait must not spin; for the peers their own default was faster.
        if who == "ours":
            environment["OMP_WAIT_POLICY"] = "PASSIVE"
            environment["JDK_JAVA_OPTIONS"] = (
                environment.get("JDK_JAVA_OPTIONS", "")
                + f" -Djava.util.concurrent.ForkJoinPool.common.parallelism={threads - 1}")
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


def busy():
    """The share of all cores that others took in the last second."""
    def ticks():
        values = [int(v) for v in open("/proc/stat").readline().split()[1:]]
        return sum(values), values[3] + values[4]

    total, idle = ticks()
    time.sleep(1)
    total2, idle2 = ticks()
    return 1 - (idle2 - idle) / max(1, total2 - total)


def when_idle(patient):
    """Waits up to two minutes until others take less than 5 %; their share then."""
    until = time.monotonic() + (120 if patient else 0)
    load = busy()
    while load > 0.05 and time.monotonic() < until:
        load = busy()
    return load


class Bench:
    """Sides that live through all rounds of a row, each with its better number of threads."""

    def __init__(self, commands, limit, warm_up, rounds, patient):
        self.commands, self.limit, self.warm_up, self.rounds = commands, limit, warm_up, rounds
        self.patient = patient
        self.sides = {}

    def ask(self, who, threads, name):
        workload, _, settings = name.partition("@")
        key = who, threads, settings
        if key not in self.sides:
            self.sides[key] = Side(who, self.commands[who], threads, self.limit, settings)
        return self.sides[key].ask(workload)

    def better(self, who, name):
        """1 thread or all cores, whichever has the smaller median in a pilot of three rounds."""
        medians = {}
        for threads in sorted({1, os.cpu_count()}):
            until = time.monotonic() + WARM_UP_SECONDS
            for _ in range(self.warm_up):
                self.ask(who, threads, name)
                if time.monotonic() > until:
                    break
            medians[threads] = statistics.median(self.ask(who, threads, name) for _ in range(3))
        return min(medians, key=medians.get)

    def row(self, mine, who, other):
        a, b = self.better("ours", mine), self.better(who, other)
        load = when_idle(self.patient)
        rounds = [(self.ask("ours", a, mine), self.ask(who, b, other)) for _ in range(self.rounds)]
        return [r[0] for r in rounds], a, [r[1] for r in rounds], b, load

    def close(self):
        for side in self.sides.values():
            side.close()
        self.sides = {}


def section(arguments):
    """All rows on this processor, as lines of Markdown."""
    rounds, warm_up = (3, 3) if arguments.quick else (arguments.rounds, WARM_UP)
    java = ["java", *arguments.vector.split(), "-Xmx3g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "-cp", arguments.classpath]
    commands = {
        "ours": java + ["org.percept4j.benchmarks.compare.OurSide"],
        "peer": [PYTHON, str(HERE / "peers" / "side.py")],
    }
    exports = Path(tempfile.mkdtemp())
    for who, (program, file) in EXPORTS.items():
        model = str(exports / file)
        exported = subprocess.run([*commands["peer"], "--export", model], stderr=subprocess.DEVNULL)
        if exported.returncode == 0:
            commands[who] = ["java", "-Xmx1g", "-cp", arguments.classpath, str(HERE / "peers" / program), model]
    bench = Bench(commands, arguments.isa, warm_up, rounds, not arguments.quick)
    lines = [
        heading(arguments.isa), "",
        f"{warm_up} runs of warm-up, {rounds} interleaved rounds; median (smallest–largest), threads that were better in a pilot. "
        "Ratio is ours / theirs, of the medians: below 1 is faster. Busy: the share of all cores that others took just before.", "",
        f"Machine: {machine()}.", "",
        "| what | ours, ms | threads | theirs, ms | threads | ratio | goal | busy |", "|---|---|---|---|---|---|---|---|"]
    missed = []
    for title, mine, other, goal in ROWS:
        who, name = other.split(":")
        if who not in commands or (arguments.only and arguments.only not in mine):
            continue
        a, a_threads, b, b_threads, load = bench.row(mine, who, name)
        ratio = statistics.median(a) / statistics.median(b)
        wanted = "" if goal is None else f"≤ {goal} {'met' if ratio <= goal else '**missed**'}"
        if "missed" in wanted:
            missed.append(f"- {title}: missed by {100 * (ratio / goal - 1):.0f} %. {WHY.get(mine, '')}")
        lines.append(f"| {title} | {spread(a)} | {a_threads} | {spread(b)} | {b_threads} | {ratio:.2g} | {wanted} | {load:.0%} |")
        print(lines[-1], flush=True)
        bench.close()  # memory and caches for the next row
    if not arguments.only:
        lines += memory(commands, arguments.isa, missed)
    shutil.rmtree(exports)
    if missed:
        lines += ["", "Goals that were missed:", ""] + missed
    if arguments.growth and not arguments.quick and not arguments.only:
        growth = subprocess.run(
            java + ["org.percept4j.benchmarks.compare.CostGrowth"], check=True,
            env={**clean(arguments.isa), "OMP_WAIT_POLICY": "PASSIVE"},
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        lines += ["", "How cost grows, with the exponent of the best power law:", ""]
        lines += [line for line in growth.splitlines() if line.startswith("|")]
        print(growth)
    return lines


def memory(commands, limit, missed):
    lines = ["", "Peak resident memory of a process that does one thing three times, MB:", "",
             "| what | ours | theirs | ratio | goal |", "|---|---|---|---|---|"]
    for name, goal in MEMORY:
        peaks = []
        for who in ("ours", "peer"):
            side = Side(who, commands[who], os.cpu_count(), limit)
            for _ in range(3):
                side.ask(name)
            peaks.append(side.ask("memory"))
            side.close()
        ratio = peaks[0] / peaks[1]
        met = "met" if ratio <= goal else "**missed**"
        lines.append(f"| {name} | {peaks[0]:.0f} | {peaks[1]:.0f} | {ratio:.2f} | ≤ {goal} {met} |")
        if ratio > goal:
            missed.append(f"- Memory of {name}: missed by {100 * (ratio / goal - 1):.0f} %. {WHY.get(name, '')}")
        print(lines[-1], flush=True)
    return lines


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--classpath", required=True)
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--growth", action="store_true", help="also how cost grows with size")
    options.add_argument("--quick", action="store_true", help="three rounds, to see whether everything runs; writes nothing")
    options.add_argument("--only", default="", help="rows of ours whose name holds this; writes nothing")
    options.add_argument("--isa", choices=sorted(LIMITS), default="own", help="let the processor pass for a smaller one")
    options.add_argument("--vector", default="--add-modules jdk.incubator.vector", help="options of our JVM")
    arguments = options.parse_args()
    lines = section(arguments)
    if arguments.quick or arguments.only:
        return
    results = HERE / "RESULTS.md"
    others = re.split(r"(?m)^(?=## )", results.read_text(encoding="utf-8"))[1:] if results.exists() else []
    kept = [o for o in others if not o.startswith(lines[0] + "\n")]
    intro = ("# Percept4J beside its peers\n\nMade by `mvn -Pcompare package -DskipTests`, one section for each kind of processor; "
             "`-Dcompare.args=--isa=AVX2` lets one with AVX-512 pass for a smaller one. Both sides in turn, one at a time.\n\n")
    results.write_text(intro + "\n".join(lines) + "\n" + "".join("\n" + k.strip() + "\n" for k in kept), encoding="utf-8")


def processor():
    info = open("/proc/cpuinfo").read()
    name = re.search(r"model name\s*:\s*(.*)", info)
    flags = set((re.search(r"flags\s*:\s*(.*)", info) or [None, ""])[1].split())
    known = [("avx512f", "AVX-512"), ("avx2", "AVX2"), ("sse4_1", "SSE4.1")]
    return name[1] if name else platform.machine(), next((n for f, n in known if f in flags), "unknown instruction set")


def heading(limit):
    name, instructions = processor()
    return f"## {name}, {instructions}" + ("" if limit == "own" else f" limited to {limit}")


def machine():
    versions = subprocess.run(
        [PYTHON, "-c", "import torch, sklearn, numpy; print('PyTorch', torch.__version__, '· scikit-learn', sklearn.__version__, '· NumPy', numpy.__version__)"],
        stdout=subprocess.PIPE, text=True).stdout.strip()
    java = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True).stderr.splitlines()[0]
    return f"{os.cpu_count()} cores of {processor()[0]} (shared virtual machine), {platform.system()}, {java}, {versions}"


if __name__ == "__main__":
    main()

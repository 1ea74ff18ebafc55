#!/usr/bin/env python3
"""What a scan of much mail in shards takes, by the figures of docs/scale.md: no mail is read.

    simulate.py [--total 1e15] [--workers 100 1000 10000] [--size 256] [--kind mbox] [--seed 1]

An archive is drawn: mailboxes with as many messages as mailboxes have (few large, many small), messages with the sizes that the generator of
the project's bench archive gives them. It is cut into shards by the rules of `mailsweep shards`, and the shards go to workers in their order,
the next to whoever is free. Printed are the shards, how long it takes, how much of that time workers wait, what results and manifest take, and
how long the merge takes. Only Python's standard library is used; the same seed gives the same figures.
"""

import argparse
import heapq
import math
import random

MIB = 1 << 20

# Sizes of messages in bytes at some quantiles, of the archives that the bench generator makes; half of all bytes are attachments.
QUANTILES = [(0.0, 800), (0.01, 1_726), (0.05, 2_295), (0.10, 2_810), (0.25, 4_308), (0.50, 6_633), (0.75, 13_173), (0.90, 22_590),
             (0.95, 29_136), (0.99, 231_586), (1.0, 1_246_578)]

# Processor time of one core for a GB of what lies on disk, in seconds; whether it can be cut within a file; what one file is.
KINDS = {
    "mbox": (19.0, True, "mailbox"),
    "mbox.gz": (38.0, False, "mailbox"),
    "maildir": (21.5, True, "message"),
    "tar.gz": (42.0, False, "mailbox"),
}
COMPRESSED = 0.57       # size of the same mail in gzip
START = 0.15            # a process that begins, learns its patterns and ends; seconds
FINDINGS = 1.34e6       # in a GB of uncompressed mail
RESULT = 39.0           # bytes of a result for a finding
MERGE = 1.0e-6          # seconds of one core for a finding
LINE = 262              # bytes of a shard in the manifest
MESSAGES = 1_000        # of a mailbox, in the middle
SPREAD = 1.8            # natural logarithm: one mailbox in a hundred is 66 times as large as that in the middle
LARGEST = 2_000_000     # messages of a mailbox


def size_of_message(random_number):
    """The size at a quantile, between those that are known on a line of logarithms."""
    for (low, small), (high, large) in zip(QUANTILES, QUANTILES[1:]):
        if random_number <= high:
            share = (random_number - low) / (high - low)
            return math.exp(math.log(small) + share * (math.log(large) - math.log(small)))
    return QUANTILES[-1][1]


def mailboxes(rng, total):
    """Sizes of mailboxes until there are so many bytes."""
    sample = [size_of_message(rng.random()) for _ in range(20_000)]
    mean = sum(sample) / len(sample)
    while total > 0:
        messages = min(int(MESSAGES * math.exp(SPREAD * rng.gauss(0.0, 1.0))) + 1, LARGEST)
        # of many messages the sum is as good as its mean
        size = messages * mean if messages > 50 else sum(rng.choice(sample) for _ in range(messages))
        size = min(size, total)
        total -= size
        yield size


def shards(files, size, cut):
    """Bytes of shards: files one after the other until there is enough; larger ones that can be cut, by themselves and in pieces."""
    held = 0.0
    for file in files:
        if held >= size or (held and cut and file > size):
            yield held
            held = 0.0
        if cut and file > size:
            while file > size:
                yield size
                file -= size
            yield file
        else:
            held += file
    if held:
        yield held


def spread(rng, sizes, cost, workers):
    """When the last worker is done, and how much they work."""
    free = [0.0] * workers
    work = 0.0
    for size in sizes:
        # mail differs: a shard of many signatures takes longer than one of pictures
        takes = START + size / 1e9 * cost * rng.lognormvariate(0.0, 0.25)
        work += takes
        heapq.heapreplace(free, free[0] + takes)
    return max(free), work


def long(seconds):
    if seconds < 2 * 3600:
        return f"{seconds / 60:,.0f} min"
    return f"{seconds / 3600:,.1f} h" if seconds < 96 * 3600 else f"{seconds / 86400:,.0f} days"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--total", type=float, default=1e15, help="bytes of mail, uncompressed")
    parser.add_argument("--workers", type=int, nargs="+", default=[100, 1_000, 10_000], help="cores, each with one --jobs 1")
    parser.add_argument("--size", type=float, default=256, help="MiB of a shard")
    parser.add_argument("--kind", choices=KINDS, default="mbox")
    parser.add_argument("--largest", type=float, help="bytes of one file more, such as a backup of everything")
    parser.add_argument("--drawn", type=float, default=2e13, help="bytes that are drawn; what is more is taken to be alike")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    cost, cut, of = KINDS[args.kind]
    packed = COMPRESSED if args.kind.endswith("gz") else 1.0
    drawn = min(args.total, args.drawn)
    rng = random.Random(args.seed)
    files = [size * packed for size in mailboxes(rng, drawn)]
    if of == "message":
        # a folder of messages is cut between any two of them
        files = [sum(files)]
    if args.largest:
        files.insert(len(files) // 2, args.largest)
    sizes = list(shards(files, args.size * MIB, cut))
    times = max(1, round(args.total / drawn))
    findings = args.total / 1e9 * FINDINGS
    count = len(sizes) * times
    print(f"{args.kind}: {args.total / 1e12:,.0f} TB of mail, {count:,} shards, the largest {max(sizes) / MIB:,.0f} MiB")
    print(f"manifest {count * LINE / 1e6:,.0f} MB; {findings:,.0f} findings; results {findings * RESULT / 1e9:,.0f} GB; "
          f"merge of all at once {long(findings * MERGE)}")
    for workers in args.workers:
        # drawn once for the whole, with workers in the same proportion where not all was drawn
        here = max(1, round(workers / times))
        last, work = spread(random.Random(args.seed + 1), sizes, cost, here)
        print(f"  {workers:>7,} workers: {long(last)}, {work / (last * here):.0%} of it at work; {work * times / 3600:,.0f} hours of a core")


if __name__ == "__main__":
    main()

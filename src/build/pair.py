#!/usr/bin/env python3
"""Compares the speed of two builds on this machine, in turns, so that what else the machine does meets both.

    src/build/pair.py OTHER_CHECKOUT [--rounds 3] [--seconds 2.5] [--load] [--verb train] [--field tokensPerSecond]

OTHER_CHECKOUT is another checkout of this project, of the commit to compare with; both must be built
(`./smdm --version` does it). Each round runs `./smdm bench VERB` in the other, then here. Prints a table in
Markdown: the median of either build for each case, their ratio (above 1: this checkout is faster), the lowest
and the highest ratio of a round, and the geometric mean of all ratios. With --load a process keeps one core
busy all the while. Needs Python 3.8.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parents[2]


def cases(result, field):
    """The rows of a benchmark that have the field, by all that is text in them."""
    found = {}
    for row in result["rows"]:
        value = row.get(field)
        if isinstance(value, (int, float)) and math.isfinite(value):
            found[", ".join(str(v) for v in row.values() if isinstance(v, str) and v != "NaN")] = value
    return found


def run(checkout, options, folder):
    out = pathlib.Path(folder) / "bench.json"
    words = ["./smdm", "bench", options.verb, "--out", str(out), "--seconds", str(options.seconds)]
    done = subprocess.run(words, cwd=checkout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{checkout}: {done.stderr.strip()}")
    return cases(json.loads(out.read_text()), options.field)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--load", action="store_true")
    parser.add_argument("--verb", default="train")
    parser.add_argument("--field", default="tokensPerSecond")
    options = parser.parse_args()
    if not (options.other / "smdm").is_file():
        parser.error(f"{options.other} is no checkout: there is no smdm in it")
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if options.load else None
    before, after = [], []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number in range(options.rounds):
                before.append(run(options.other, options, folder))
                after.append(run(HOME, options, folder))
                print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
    finally:
        if busy:
            busy.kill()
    print(f"| case | other | here | ratio | of rounds |\n| --- | ---: | ---: | ---: | ---: |")
    ratios = []
    for case in after[0]:
        if all(case in row for row in before + after):
            each = [b[case] / a[case] for a, b in zip(before, after)]
            old, new = (statistics.median(row[case] for row in rows) for rows in (before, after))
            ratios.append(new / old)
            print(f"| {case} | {old:,.0f} | {new:,.0f} | {new / old:.2f} | {min(each):.2f} … {max(each):.2f} |")
    if not ratios:
        sys.exit(f"no case has {options.field} in both builds: name another --field")
    print(f"\ngeometric mean of {len(ratios)} ratios: {statistics.geometric_mean(ratios):.3f}, lowest {min(ratios):.2f}")


if __name__ == "__main__":
    main()

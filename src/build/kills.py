#!/usr/bin/env python3
"""Kills every verb that writes, at random moments, and looks at what becomes of its work.

    src/build/kills.py [--kills 200] [--seed 1] [--verbs sample,eval] [--work FOLDER] [--launcher ./smdm]

Each verb is first run to its end. Then it is begun again elsewhere, killed (SIGKILL, with its process
group) after a random share of the time that it took, begun again in the same place, killed again, and
at last left to end. What it has written must then be what the uninterrupted one wrote, byte for byte,
but for times and speeds; nothing half written may lie about. A verb that ends with an error on the way
failed too. Prints a line per trial and a table; exit code 1 when one differs. Needs a built checkout
and Python 3.8; the models are tiny and the whole takes about 10 s of a core for each kill.
"""
import argparse
import collections
import hashlib
import http.server
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HOME = pathlib.Path(__file__).resolve().parents[2]
# What differs between two runs that do the same.
OF_TIME = re.compile(
    r"seconds|tstamp|modified|^iopub|^shell|s per text|tokens/s|elapsed|time|began|ended|created|date|duration|per_second|persecond|utilisation|speed"
    r"|resident|process|session|megabytes|shareof|measured|^pid$|^host|state\.json|^id$|^version$|throughput|^seed_time$",
    re.I)
# Locks, event files with times, logs; of attempts and of figures against time.
SKIPPED = re.compile(r"(^|/)(\.lock|\.[^/]*\.lock|tensorboard/.*|.*\.log|logs?/.*|\.prepare/.*|queue\.jsonl|[^/]*by-seconds\.(svg|png))$")
# Each evaluation that comes to its end writes a file with its time in the name.
TIMED_NAME = re.compile(r"_\d{4}-\d\d-\d\dT[0-9.-]+(?=\.json)")
LEFT_OVER = re.compile(r"\.partial$|\.tmp$|\.part$")

PLAN = ["plan", "--budgets", "2e9", "--objectives", "arm", "--sizes", "3", "--optimum", "8e3@2e9", "--spread", "4", "--block-size",
        "32", "--batch-size", "8", "--measure", "0", "--validation-sequences", "4"]


class Endpoint(http.server.BaseHTTPRequestHandler):
    """A judge that grades by the question's length, and a hub of one repository."""
    files = {"model.safetensors": b"\1" * 3_000_000, "config.json": b"{}", "more/notes.txt": b"n" * 100_000}

    def log_message(self, *words):
        pass

    def answer(self, body, code=200):
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            for begin in range(0, len(body), 200_000):
                self.wfile.write(body[begin:begin + 200_000])
                time.sleep(0.02)
        except OSError:
            pass  # the one who asked was killed

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = "Rating: [[%d]]" % (1 + len(json.dumps(asked["messages"])) % 10)
        time.sleep(0.1)
        self.answer(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())

    def do_GET(self):
        path = self.path.split("?")[0]
        if "/revision/" in path:
            self.answer(json.dumps({"sha": "a" * 40, "id": "x/y"}).encode())
        elif "/tree/" in path:
            self.answer(json.dumps([{
                "type": "file", "path": name, "size": len(body),
                "oid": hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()}
                for name, body in self.files.items()]).encode())
        elif "/resolve/" in path:
            body = self.files.get(path.split("/resolve/")[1].split("/", 1)[1])
            self.answer(body or b"", 200 if body else 404)
        else:
            self.answer(b"", 404)


def write_inputs(inputs, smdm):
    """Models, texts, problems and configs that the verbs work on."""
    inputs.mkdir()
    tiny = ["--layers", "1", "--heads", "2", "--embd", "16", "--validation-sequences", "4", "--batch-size", "2"]
    for family in ["mdm", "arm"]:
        smdm(["pretrain", "--objective", family, "--block-size", "256", "--steps", "2", "--name", family,
              "--results", inputs, *tiny])
    def lines(name, objects):
        (inputs / name).write_text("".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects), encoding="utf-8")
    lines("documents.jsonl", [{"text": "Dökument %d: “%s”" % (i, "wörd " * (i % 37))} for i in range(4000)])
    lines("prompts.jsonl", [{"prompt": "Wé the %d" % i} for i in range(12)])
    lines("questions.jsonl", [{"question_id": i, "category": "writing", "turns": ["Hi %d" % i, "So?"]} for i in range(8)])
    lines("answers.jsonl", [{"question_id": i, "model_id": "m", "choices": [{"turns": ["Ho" * i, "Yes"]}]} for i in range(8)])
    lines("judge.jsonl", [
        {"name": name, "type": "single", "system_prompt": "s", "prompt_template": "{question_1}{question_2}{answer_1}{answer_2}" if "multi" in name
         else "{question}{answer}", "category": "general", "output_format": "[[rating]]"}
        for name in ["single-v1", "single-v1-multi-turn", "single-math-v1", "single-math-v1-multi-turn"]])
    lines("solve.jsonl", [{"question": "%d + 1?" % i, "answer": "%d\n#### %d" % (i + 1, i + 1)} for i in range(8)])
    (inputs / "train.txt").write_text("".join("%d + 1?||so %d #### %d\n" % (i, i + 1, i + 1) for i in range(40)))
    (inputs / "points.csv").write_text("objective,budget,parameters,tokens,loss\n" + "".join(
        "%s,%g,%g,%g,%g\n" % (o, b, n, b / 6 / n, 2 + 30 / n ** 0.3 + 40 / (b / 6 / n) ** 0.3)
        for o in ["arm", "mdm"] for b in [1e12, 3e12, 1e13] for n in [1e4, 2e4, 4e4, 8e4]))
    cell = lambda i: {"cell_type": "code", "id": "c%d" % i, "metadata": {}, "outputs": [], "execution_count": None,
                      "source": "Thread.sleep(300); System.out.println(\"zelle ü %d\")" % i}
    (inputs / "note.ipynb").write_text(json.dumps({
        "cells": [cell(i) for i in range(4)], "nbformat": 4, "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}}}))
    sampling = {"length": 24, "steps": 12, "temperature": 1.0, "topK": 0, "topP": 1.0, "unmasking": "ancestral",
                "schedule": "linear", "budget": "sequence", "threshold": 0.0, "blockLength": 0,
                "cache": {"mode": "none", "refresh": 0}, "guidance": {"scale": 0.0, "schedule": "constant"},
                "noise": "inverse", "stopAtEndOfText": True}
    (inputs / "sweep.json").write_text(json.dumps({
        "name": "out", "judge": str(inputs / "arm"), "repeats": 1, "seed": 1, "device": "cpu",
        "prompts": {"corpus": "sotu", "validationFraction": 0.02, "kind": "continue", "count": 6, "promptLength": 8, "length": 24},
        "candidates": [{"group": "g", "label": str(n), "checkpoint": str(inputs / "mdm"),
                        "sampling": dict(sampling, steps=n)} for n in [2, 3, 4, 6, 8, 12, 24]]}))


def verbs(inputs, address):
    """The words of each verb for a folder of its own, in which what it writes is called out."""
    mdm, arm = inputs / "mdm", inputs / "arm"
    tiny = ["--layers", "1", "--heads", "2", "--embd", "16", "--validation-sequences", "4", "--batch-size", "2",
            "--block-size", "64", "--save-every", "7", "--validate-every", "10", "--results", ".", "--name", "out", "--resume"]
    return {
        "pretrain": ["pretrain", "--steps", "80", *tiny],
        "pretrain --objective arm": ["pretrain", "--objective", "arm", "--steps", "80", *tiny],
        "run": ["run", inputs / "config.json", "--results", ".", "--resume"],
        "finetune": ["finetune", "--checkpoint", mdm, "--task", "gsm8k", "--data", inputs / "train.txt", "--steps", "60",
                     "--batch-size", "4", "--save-every", "9", "--name", "out", "--results", ".", "--resume"],
        "prepare": ["prepare", inputs / "documents.jsonl", "--tokenizer", "bytes", "--validation-fraction", "0.1",
                    "--chunk-tokens", "8192", "--out", "out"],
        "sample": ["sample", mdm, "--input", inputs / "prompts.jsonl", "--output", "out.jsonl", "--length", "120",
                   "--steps", "60", "--count", "3", "--resume"],
        "sample (ARM)": ["sample", arm, "--input", inputs / "prompts.jsonl", "--output", "out.jsonl", "--length", "120",
                         "--count", "3", "--resume"],
        "sweep": ["sweep", inputs / "sweep.json", "--results", "."],
        "shift": ["shift", mdm, arm, "--mc-num", "16", "--sequences", "4", "--batch-size", "2", "--results", ".", "--name", "out"],
        "eval": ["eval", mdm, "--tasks", "sotu_endings", "--limit", "12", "--mc-num", "8", "--out", "out"],
        "gsm8k": ["gsm8k", mdm, "--data", inputs / "solve.jsonl", "--steps", "16", "--length", "32", "--out", "out"],
        "gsm8k --make": ["gsm8k", "--make", "400", "--out", "out.jsonl"],
        "mtbench": ["mtbench", mdm, "--questions", inputs / "questions.jsonl", "--answer-length", "16", "--out", "out.jsonl"],
        "judge": ["judge", inputs / "answers.jsonl", "--questions", inputs / "questions.jsonl", "--prompts",
                  inputs / "judge.jsonl", "--url", address, "--key-env", "SMDM_KILLS_NO_KEY", "--out", "out"],
        "reversal": ["reversal", "--steps", "6", "--seeds", "1", "--name", "out", "--results", "."],
        "scaling plan": ["scaling", *PLAN, "--out", "out"],
        "scaling run": ["scaling", "run", "out"],
        "scaling fit": ["scaling", "fit", inputs / "points.csv", "--out", "out"],
        "plot": ["plot", mdm, "--out", "out.svg"],
        "get": ["get", "x/y", "--out", "."],
        "notebook run": ["notebook", "run", inputs / "note.ipynb", "--out", "out.ipynb"],
    }


def plain(value):
    """JSON without what is another in each run; hashes of such files too."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if not OF_TIME.search(k)}
    return [plain(v) for v in value] if isinstance(value, list) else value


def content(path):
    data = path.read_bytes()
    if path.suffix in (".json", ".ipynb"):
        return plain(json.loads(data))
    if path.suffix == ".jsonl":
        if data and not data.endswith(b"\n"):
            raise ValueError("torn last line")
        lines = [plain(json.loads(line)) for line in data.decode("utf-8").splitlines()]
        # Grades come in the order in which the judge answers.
        return sorted(lines, key=json.dumps) if path.name == "journal.jsonl" or "judg" in str(path) else lines
    if path.suffix in (".csv", ".md"):
        rows = [line.split("," if path.suffix == ".csv" else "|") for line in data.decode("utf-8").splitlines()]
        kept = [i for i, name in enumerate(rows[0]) if not OF_TIME.search(name)]
        return [[row[i].strip() for i in kept if i < len(row)] for row in rows]
    return data


def product(folder):
    """All that a verb has written, by name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = TIMED_NAME.sub("", str(path.relative_to(folder)))
        if not path.is_file():
            continue
        if LEFT_OVER.search(name):
            found[name] = "left over"
        elif not SKIPPED.search(name):
            try:
                found[name] = content(path)
            except ValueError as e:
                found[name] = "%s: %s" % (name, e)
    return found


def differences(before, now):
    names = sorted(set(before) | set(now))
    return [name + (" is missing" if name not in now else " is too many" if name not in before else " differs")
            for name in names if before.get(name) != now.get(name)]


class Trials:
    def __init__(self, options, work):
        self.work, self.launcher = work, os.path.abspath(options.launcher)
        self.random = random.Random(options.seed)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = "http://127.0.0.1:%d" % server.server_port
        self.environment = dict(os.environ, HF_ENDPOINT=self.address)
        self.environment.setdefault("SMDM_JAVA_OPTS", "-XX:TieredStopAtLevel=1")

    def start(self, words, folder):
        log = open(folder.with_suffix(".said"), "ab")
        return subprocess.Popen([self.launcher, *map(str, words)], cwd=folder, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=log, stderr=log, start_new_session=True)

    def to_end(self, words, folder):
        """Seconds that a verb takes, and its exit code."""
        begin = time.monotonic()
        code = self.start(words, folder).wait()
        return time.monotonic() - begin, code

    def killed(self, words, folder, after):
        """The exit code of a verb that is killed after so many seconds, if it has not ended by itself."""
        process = self.start(words, folder)
        try:
            return process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None

    def folder(self, name, prepare):
        folder = self.work / re.sub(r"\W+", "-", name)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if prepare:
            shutil.copytree(prepare, folder / "out")
        return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="in all (default 200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbs", default="", help="some of them, divided by commas")
    parser.add_argument("--work", help="an empty folder that stays; else one that is removed")
    parser.add_argument("--launcher", default=str(HOME / "smdm"))
    options = parser.parse_args()
    work = pathlib.Path(options.work or tempfile.mkdtemp(prefix="kills-")).resolve()
    work.mkdir(parents=True, exist_ok=True)
    trials = Trials(options, work)
    inputs = work / "inputs"

    def smdm(words):
        subprocess.run([trials.launcher, *map(str, words)], check=True, cwd=work, env=trials.environment, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    write_inputs(inputs, smdm)
    smdm(["pretrain", "--steps", "100", "--layers", "1", "--heads", "2", "--embd", "16", "--block-size", "64", "--batch-size", "2",
          "--validation-sequences", "4", "--save-every", "8", "--name", "out", "--save-config", inputs / "config.json"])
    smdm(["scaling", *PLAN, "--out", inputs / "plan"])
    chosen = {name: words for name, words in verbs(inputs, trials.address).items()
              if not options.verbs or name in options.verbs.split(",")}
    whole, seconds = {}, {}
    for name, words in list(chosen.items()):
        folder = trials.folder("whole " + name, inputs / "plan" if name == "scaling run" else None)
        seconds[name], code = trials.to_end(words, folder)
        whole[name] = product(folder)
        print("whole    %-26s %5.1f s  %d files  exit code %d" % (name, seconds[name], len(whole[name]), code), flush=True)
        if code != 0 or not whole[name]:
            sys.exit("%s does not end well when it is left alone:\n%s" % (name, folder.with_suffix(".said").read_text()[-800:]))
    kills, faults = collections.Counter(), collections.Counter()
    number = 0
    while sum(kills.values()) < options.kills:
        number += 1
        name = min(chosen, key=lambda n: (kills[n], trials.random.random()))
        words, folder = chosen[name], trials.folder("%03d %s" % (number, name), inputs / "plan" if name == "scaling run" else None)
        said, code = [], None
        for _ in range(trials.random.randint(2, 6)):
            after = trials.random.uniform(0.1, 0.8) * seconds[name]
            code = trials.killed(words, folder, after)
            if code is not None:
                break
            kills[name] += 1
            said.append("%.1f" % after)
        if code is None:
            code = trials.to_end(words, folder)[1]
        wrong = differences(whole[name], product(folder)) + (["exit code %d" % code] if code else [])
        if wrong:
            faults[name] += 1
        print("%-8s %-26s killed after %s s%s" % ("FAULT" if wrong else "same", name, ", ".join(said) or "-",
              "".join("\n         " + w for w in wrong)), flush=True)
        if not wrong:
            shutil.rmtree(folder)
            folder.with_suffix(".said").unlink()
    print("\n%-26s kills  faults" % "verb")
    for name in chosen:
        print("%-26s %5d  %6d" % (name, kills[name], faults[name]))
    print("%-26s %5d  %6d" % ("all", sum(kills.values()), sum(faults.values())))
    if not options.work and not faults:
        shutil.rmtree(work)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

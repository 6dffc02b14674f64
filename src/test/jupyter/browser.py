"""Opens a notebook in a real browser through `smdm notebook`, runs its cells and looks at what is shown.

    browser.py SMDM NOTEBOOK PICTURE [SELECTOR ...]

Starts the command SMDM, runs all cells of NOTEBOOK in headless Chromium, and wants no error and every CSS
SELECTOR in the outputs. Writes a screenshot to PICTURE. At last ends the command and wants no process left.
Chromium is driven by the WebDriver protocol through chromedriver; only Python's own library is needed.
"""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

TOKEN = "only-for-this-test"
WIDTH = 1200
SECONDS_TO_START = 120
SECONDS_TO_RUN = int(os.environ.get("SMDM_NOTEBOOK_SECONDS", "600"))

CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--window-size={WIDTH},900",
]

IS_READY = """
return typeof Jupyter !== "undefined" && Jupyter.notebook && Jupyter.notebook._fully_loaded
  && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()
  && Jupyter.notebook.kernel.info_reply.implementation === "smdm";
"""

RUN_ALL = """
const notebook = Jupyter.notebook;
notebook.clear_all_output();
window.smdmQueued = 0;
window.smdmDone = 0;
notebook.events.on("execute.CodeCell", () => window.smdmQueued++);
notebook.events.on("finished_execute.CodeCell", () => window.smdmDone++);
notebook.execute_all_cells();
return notebook.get_cells().filter(cell => cell.cell_type === "code" && cell.get_text().trim()).length;
"""

STATE = """
const cells = Jupyter.notebook.get_cells().filter(cell => cell.cell_type === "code" && cell.get_text().trim());
return {
  done: window.smdmDone,
  waiting: cells.filter(cell => !/^[0-9]+$/.test(String(cell.input_prompt_number))).length,
  errors: [...document.querySelectorAll(".output_area .output_error")].map(node => node.innerText),
};
"""

HEIGHT = """
return document.querySelector("#notebook-container").offsetHeight + document.querySelector("#header").offsetHeight + 160;
"""

TO_THE_TOP = "document.querySelector('#site').scrollTop = 0; document.querySelector('#notebook').scrollTop = 0;"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Browser:
    """A session of WebDriver's."""

    def __init__(self, port, profile):
        self.server = f"http://127.0.0.1:{port}"
        options = {"args": [*CHROMIUM, f"--user-data-dir={profile}"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options}
        opened = self.send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{opened['sessionId']}"

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.server + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from error

    def open(self, address):
        self.send("POST", self.session + "/url", {"url": address})

    def call(self, script):
        return self.send("POST", self.session + "/execute/sync", {"script": script, "args": []})

    def count(self, selector):
        found = self.send("POST", self.session + "/elements", {"using": "css selector", "value": selector})
        return len(found)

    def picture(self, file, height):
        self.send("POST", self.session + "/window/rect", {"width": WIDTH, "height": min(height, 8000)})
        time.sleep(1)
        self.call(TO_THE_TOP)
        file.write_bytes(base64.b64decode(self.send("GET", self.session + "/screenshot")))

    def close(self):
        self.send("DELETE", self.session)


def wait_for(what, seconds, condition):
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.3)


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False


def processes_of(folder):
    """Processes whose command line names a folder."""
    found = []
    for line in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(folder).encode() in line.read_bytes() and int(line.parent.name) != os.getpid():
                found.append(line.read_bytes().replace(b"\0", b" ").decode())
    return found


@contextlib.contextmanager
def started(command, **options):
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def look(browser, address, picture, selectors):
    browser.open(address)
    wait_for("the kernel", SECONDS_TO_START, lambda: browser.call(IS_READY))
    cells = browser.call(RUN_ALL)
    assert cells > 0, "the notebook has no code"

    def ended():
        state = browser.call(STATE)
        return state if state["errors"] or (state["done"] >= cells and not state["waiting"]) else None

    begin = time.monotonic()
    state = wait_for("all cells", SECONDS_TO_RUN, ended)
    browser.picture(picture, browser.call(HEIGHT))
    assert not state["errors"], "a cell failed:\n" + "\n".join(state["errors"])
    for selector in selectors:
        assert browser.count(".output_area " + selector), f"nothing shown matches {selector}"
    print(f"ran {cells} cells in {time.monotonic() - begin:.1f} s; seen: {', '.join(selectors) or 'no error'}")


def main():
    smdm, notebook, picture, *selectors = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="smdm-browser-") as temporary:
        temporary = pathlib.Path(temporary)
        shown = temporary / "notebooks"
        shown.mkdir()
        name = pathlib.Path(notebook).name
        shutil.copy(notebook, shown / name)
        environment = dict(
            os.environ,
            JUPYTER_TOKEN=TOKEN,
            JUPYTER_RUNTIME_DIR=str(temporary / "runtime"),
            JUPYTER_CONFIG_DIR=str(temporary / "config"),
            IPYTHONDIR=str(temporary / "ipython"),
        )
        port, driver_port = free_port(), free_port()
        command = [smdm, "notebook", "--classic", "--no-browser", f"--port={port}", f"--folder={shown}"]
        site = f"http://127.0.0.1:{port}"
        with started(command, env=environment) as server:
            wait_for("Jupyter", SECONDS_TO_START, lambda: server.poll() is not None or answers(site + "/login"))
            assert server.poll() is None, f"smdm notebook ended with {server.returncode}"
            with started(["chromedriver", f"--port={driver_port}"], stdout=subprocess.DEVNULL):
                wait_for("chromedriver", 30, lambda: answers(f"http://127.0.0.1:{driver_port}/status"))
                browser = Browser(driver_port, temporary / "profile")
                try:
                    address = f"{site}/notebooks/{name}?token={TOKEN}"
                    look(browser, address, pathlib.Path(picture).resolve(), selectors)
                finally:
                    browser.close()
        wait_for("the end of all processes", 20, lambda: not processes_of(temporary))


if __name__ == "__main__":
    main()

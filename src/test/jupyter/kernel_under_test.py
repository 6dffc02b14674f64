"""A Java kernel in a process of its own, driven by Jupyter's own client, whose answers are all checked."""

import contextlib
import time

from jupyter_client.manager import KernelManager
from jupyter_kernel_test.msgspec_v5 import validate_message

PATIENCE = 60


class Kernel:
    """A kernel in a process of its own, and a client of it."""

    def __init__(self):
        self.manager = KernelManager(kernel_name="java")
        self.manager.start_kernel()
        self.connect()

    def connect(self):
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def close(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)

    @property
    def process(self):
        return self.manager.provisioner.process.pid

    def collect(self, request, seconds=PATIENCE):
        """All that is published for a request, up to the kernel's being idle, and the reply."""
        published = []
        while True:
            message = self.client.get_iopub_msg(timeout=seconds)
            if message["parent_header"].get("msg_id") != request:
                continue
            validate_message(message, message["msg_type"], request)
            published.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        return published, self.reply(request, seconds)

    def reply(self, request, seconds=PATIENCE):
        while True:
            message = self.client.get_shell_msg(timeout=seconds)
            if message["parent_header"].get("msg_id") == request:
                # Kernels of Jupyter's own say "aborted"; its format has it as "abort".
                if message["content"].get("status") != "aborted":
                    validate_message(message, message["msg_type"], request)
                return message["content"]

    def run(self, code, **options):
        published, reply = self.collect(self.client.execute(code, **options))
        assert published[0]["content"].get("execution_state") == "busy", published[0]
        return published, reply

    def value(self, code):
        published, reply = self.run(code)
        assert reply["status"] == "ok", reply
        results = of_type(published, "execute_result")
        assert len(results) == 1, published
        assert results[0]["execution_count"] == reply["execution_count"]
        return results[0]["data"]["text/plain"]


def of_type(messages, kind):
    return [message["content"] for message in messages if message["msg_type"] == kind]


def text(messages, name="stdout"):
    return "".join(content["text"] for content in of_type(messages, "stream") if content["name"] == name)


@contextlib.contextmanager
def kernel():
    opened = Kernel()
    try:
        yield opened
    finally:
        opened.close()


def is_gone(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def await_end(process, seconds):
    end = time.monotonic() + seconds
    while not is_gone(process):
        assert time.monotonic() < end, f"process {process} lives on"
        time.sleep(0.1)

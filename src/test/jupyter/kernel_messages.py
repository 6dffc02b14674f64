"""Sends the Java kernel what front ends send it, and checks every answer against Jupyter's message format.

Run by a Python that has jupyter_client and jupyter_kernel_test, with the kernelspec `java` installed.
Prints a line per test; ends with 1 when one failed. Arguments are names of tests to run (default: all).
"""

import os
import signal
import subprocess
import sys
import time
import traceback

from kernel_under_test import PATIENCE, Kernel, await_end, kernel, of_type, text


def test_kernel_info(k):
    info = k.reply(k.client.kernel_info())
    assert info["status"] == "ok", info
    assert info["protocol_version"].startswith("5."), info
    assert info["language_info"]["name"] == "java", info
    assert info["language_info"]["file_extension"] == ".java", info
    assert info["language_info"]["mimetype"] == "text/x-java-source", info


def test_a_value_is_a_result_and_cells_are_counted(k):
    assert k.value("1 + 1") == "2"
    first = k.run("int counted = 1;")[1]["execution_count"]
    published, reply = k.run("counted + 1")
    assert reply["execution_count"] == first + 1, reply
    assert of_type(published, "execute_input")[0] == {"code": "counted + 1", "execution_count": first + 1}


def test_a_statement_has_no_result(k):
    published, reply = k.run("int silent = 3;")
    assert not of_type(published, "execute_result"), published
    assert reply["status"] == "ok"


def test_silent_cells_show_and_count_nothing(k):
    before = k.run("0")[1]["execution_count"]
    published, _ = k.run("40 + 2", silent=True)
    assert not of_type(published, "execute_result"), published
    assert not of_type(published, "execute_input"), published
    assert k.run("0")[1]["execution_count"] == before + 1


def test_streams_are_kept_apart(k):
    published, _ = k.run('System.out.println("to out, \u00e4\u20ac\U0001f600"); System.err.println("to err");')
    assert text(published) == "to out, \u00e4\u20ac\U0001f600\n", published
    assert text(published, "stderr") == "to err\n", published


def test_ten_thousand_lines_in_order(k):
    request = k.client.execute("for (int i = 0; i < 10_000; i++) System.out.println(i);")
    # A front end that reads slower than the kernel writes.
    time.sleep(3)
    published, _ = k.collect(request)
    assert text(published) == "".join(f"{i}\n" for i in range(10_000))


def test_an_exception_is_an_error_and_the_session_goes_on(k):
    k.run("int kept = 7;")
    published, reply = k.run('int unused = 1;\nthrow new IllegalStateException("no luck");')
    errors = of_type(published, "error")
    assert len(errors) == 1, published
    assert "IllegalStateException" in errors[0]["ename"], errors
    assert errors[0]["evalue"] == "no luck", errors
    assert any("line 2" in line for line in errors[0]["traceback"]), errors
    assert reply["status"] == "error" and reply["evalue"] == "no luck", reply
    assert k.value("kept") == "7"


def test_a_cell_that_does_not_compile_says_where(k):
    published, reply = k.run('int fine = 1;\nint broken = "text";')
    assert reply["status"] == "error" and reply["ename"] == "CompileError", reply
    shown = "\n".join(of_type(published, "error")[0]["traceback"])
    assert "line 2" in shown and "^" in shown, shown


def test_cells_behind_a_failed_one_are_aborted(k):
    requests = [k.client.execute(code) for code in ("Thread.sleep(500); throw new Error();", "1", "2")]
    states = [k.collect(request)[1]["status"] for request in requests]
    assert states == ["error", "aborted", "aborted"], states
    assert k.value("3") == "3"


def test_completion(k):
    k.run('String sentence = "words";')
    code = "int before = 1;\nsentence.subs"
    reply = k.reply(k.client.complete(code, len(code)))
    assert any(match.startswith("substring") for match in reply["matches"]), reply
    assert (reply["cursor_start"], reply["cursor_end"]) == (len(code) - 4, len(code)), reply
    code = '"\U0001f600".subs'
    reply = k.reply(k.client.complete(code, len(code)))
    assert reply["cursor_start"] == len(code) - 4, reply
    assert k.reply(k.client.complete("", 0))["status"] == "ok"


def test_inspection(k):
    reply = k.reply(k.client.inspect("Math.max", 6))
    assert reply["found"] and "max(" in reply["data"]["text/plain"], reply
    reply = k.reply(k.client.inspect("nothingOfThisName", 4))
    assert not reply["found"], reply


def test_is_complete(k):
    states = {
        "1 + 1": "complete",
        "for (int i = 0; i < 3; i++) {": "incomplete",
        "int a = ;": "invalid",
        "": "complete",
    }
    for code, state in states.items():
        reply = k.reply(k.client.is_complete(code))
        assert reply["status"] == state, (code, reply)


def interrupted(k, code):
    request = k.client.execute(code)
    while True:
        message = k.client.get_iopub_msg(timeout=PATIENCE)
        if message["msg_type"] == "stream" and "begun" in message["content"]["text"]:
            break
    k.manager.interrupt_kernel()
    published, reply = k.collect(request, 10)
    assert reply["status"] == "error", reply
    assert of_type(published, "error"), published
    assert k.value("5 + 5") == "10"


def test_an_endless_loop_is_interrupted(k):
    interrupted(k, 'System.out.println("begun"); System.out.flush(); while (true) { }')


def test_a_loop_that_catches_everything_is_interrupted(k):
    interrupted(
        k,
        'System.out.println("begun"); System.out.flush();'
        " while (true) { try { Thread.sleep(1); } catch (Exception e) { } }",
    )


def test_a_sleep_is_interrupted(k):
    interrupted(k, 'System.out.println("begun"); System.out.flush(); Thread.sleep(600_000);')


def test_an_interrupt_of_an_idle_kernel_does_nothing(k):
    k.manager.interrupt_kernel()
    time.sleep(0.5)
    assert k.value("6 * 7") == "42"


def test_input_is_asked_for(k):
    request = k.client.execute("new java.util.Scanner(System.in).nextLine()", allow_stdin=True)
    asked = k.client.get_stdin_msg(timeout=PATIENCE)
    assert asked["msg_type"] == "input_request", asked
    k.client.input("typed \u00e9")
    published, reply = k.collect(request)
    assert reply["status"] == "ok", reply
    assert "typed \u00e9" in of_type(published, "execute_result")[0]["data"]["text/plain"], published


def test_input_that_cannot_be_asked_for_does_not_hang(k):
    _, reply = k.run("System.in.read()", allow_stdin=False)
    assert reply["status"] in ("ok", "error"), reply
    assert k.value("1") == "1"


def test_history(k):
    k.run("int historic = 1;")
    k.run("historic + 41")
    reply = k.reply(k.client.history(hist_access_type="tail", n=2, raw=True, output=False))
    assert [entry[2] for entry in reply["history"]] == ["int historic = 1;", "historic + 41"], reply
    reply = k.reply(k.client.history(hist_access_type="search", pattern="*istoric + 4?", raw=True, output=False))
    assert reply["history"][-1][2] == "historic + 41", reply


DISPLAY = """
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
var shown = new DisplayData("plain");
shown.putHTML("<b>rich</b>");
shown.setDisplayId("first");
"""


def test_displays_and_their_updates(k):
    assert k.run(DISPLAY)[1]["status"] == "ok"
    published, reply = k.run(
        "var io = BaseKernel.notebookKernel().getIO();\n"
        "io.display.display(shown);\n"
        'var next = new DisplayData("changed"); next.setDisplayId("first");\n'
        "io.display.updateDisplay(next);"
    )
    assert reply["status"] == "ok", reply
    first = of_type(published, "display_data")
    assert first[0]["data"] == {"text/plain": "plain", "text/html": "<b>rich</b>"}, first
    assert first[0]["transient"]["display_id"] == "first", first
    update = of_type(published, "update_display_data")
    assert update[0]["data"] == {"text/plain": "changed"}, update
    assert update[0]["transient"]["display_id"] == "first", update


def test_comm_info(k):
    assert k.reply(k.client.comm_info()) == {"comms": {}, "status": "ok"}


def test_two_kernels_at_once_know_nothing_of_each_other(k):
    with kernel() as other:
        k.run("String whose = \"mine\";")
        other.run("String whose = \"other\";")
        slow = k.client.execute('Thread.sleep(2_000); System.out.println(whose);')
        quick = other.client.execute("System.out.println(whose);")
        assert text(other.collect(quick, 1.5)[0]) == "other\n"
        assert text(k.collect(slow)[0]) == "mine\n"


def test_restart_forgets_and_counts_from_one(k):
    k.run("int forgotten = 1;")
    old = k.process
    k.client.stop_channels()
    k.manager.restart_kernel()
    k.connect()
    assert k.process != old
    await_end(old, 5)
    assert k.run("int again = 1;")[1]["execution_count"] == 1
    assert k.run("forgotten")[1]["status"] == "error"


def test_shutdown_in_mid_run_leaves_no_process(k):
    with kernel() as other:
        process = other.process
        other.client.execute("while (true) { Thread.sleep(10); }")
        time.sleep(1)
        other.manager.shutdown_kernel(now=False)
        await_end(process, 5)


def test_a_killed_kernel_can_be_started_again(k):
    with kernel() as other:
        process = other.process
        other.client.execute("while (true) { Thread.sleep(10); }")
        time.sleep(1)
        os.kill(process, signal.SIGKILL)
        await_end(process, 5)
        other.client.stop_channels()
        other.manager.restart_kernel(now=True)
        other.connect()
        assert other.value("1 + 2") == "3"


FRONT_END = """
import sys, time
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="java")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)
client.execute("while (true) { Thread.sleep(10); }")
print(manager.provisioner.process.pid, flush=True)
time.sleep(600)
"""


def test_a_kernel_ends_after_its_front_end_was_killed(k):
    front = subprocess.Popen([sys.executable, "-c", FRONT_END], stdout=subprocess.PIPE)
    process = int(front.stdout.readline())
    front.kill()
    front.wait()
    await_end(process, 8)


DEAD_FRONT_END = FRONT_END.split("client =")[0] + "print(manager.provisioner.process.pid, flush=True); time.sleep(600)"


def test_a_kernel_ends_after_its_front_end_was_killed_at_once(k):
    front = subprocess.Popen([sys.executable, "-c", DEAD_FRONT_END], stdout=subprocess.PIPE)
    process = int(front.stdout.readline())
    front.kill()
    front.wait()
    await_end(process, 20)


def test_a_kernel_ends_on_a_signal(k):
    with kernel() as other:
        process = other.process
        other.client.execute("while (true) { Thread.sleep(10); }")
        time.sleep(1)
        os.kill(process, signal.SIGTERM)
        await_end(process, 8)


def main():
    wanted = sys.argv[1:]
    tests = [
        (name, test)
        for name, test in globals().items()
        if name.startswith("test_") and (not wanted or name in wanted)
    ]
    failures = 0
    shared = Kernel()
    try:
        for name, test in tests:
            begin = time.monotonic()
            title = name[len("test_") :].replace("_", " ")
            try:
                test(shared)
                print(f"ok      {title} ({time.monotonic() - begin:.1f} s)", flush=True)
            except Exception:
                failures += 1
                print(f"FAILED  {title}\n{traceback.format_exc()}", flush=True)
                shared.close()
                shared = Kernel()
    finally:
        process = shared.process if shared.manager.has_kernel else None
        shared.close()
    if process is not None:
        await_end(process, 10)
    print(f"{len(tests) - failures} of {len(tests)} passed", flush=True)
    sys.exit(1 if failures or not tests else 0)


if __name__ == "__main__":
    main()

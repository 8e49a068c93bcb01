"""Starting and stopping the sandbox."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

from sandbox import up

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as facts:
            return facts.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_port_in_use_is_said_before_anything_is_prepared() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = subprocess.run(
            [sys.executable, up.__file__],
            env={**os.environ, "PORT": port},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} is in use." in done.stdout
    assert "Preparing" not in done.stdout


def test_stopping_leaves_no_process_behind() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=True
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    began = time.monotonic()
    up.stop([parent])
    assert time.monotonic() - began < 5
    assert parent.poll() is not None
    for _attempt in range(20):
        if not is_running(child):
            break
        time.sleep(0.1)
    assert not is_running(child)
    parent.stdout.close()

"""Runs the sandbox intranet: web server and worker together, stopped by Ctrl-C.

The first start makes the database and the demo data; later ones take seconds.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
PORT = os.environ.get("PORT", "8000")
MANAGE = [sys.executable, str(HERE / "manage.py")]


def port_is_free() -> bool:
    """Whether nothing listens on the port."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(PORT)))
        except OSError:
            return False
    return True


def prepare() -> None:
    """Migrate, collect static files, load the demo once."""
    print("Preparing the database …", flush=True)
    subprocess.run([*MANAGE, "prepare"], check=True)


def start() -> list[subprocess.Popen[bytes]]:
    """Start the web server and the worker, each in a process group of its own."""
    web = [
        sys.executable, "-m", "gunicorn", "sandbox.config.wsgi:application",
        "--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "2",
        "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    return [
        subprocess.Popen(
            command, cwd=HERE.parent, env=environment, start_new_session=True
        )
        for command in (web, [*MANAGE, "qcluster"])
    ]


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each process to end with its children, then end what is left of them.

    Only the process itself is asked: a worker's children that hear the signal too end
    before their parent can ask them, and it would wait for them in vain.
    """
    for process in processes:
        process.terminate()
    until = time.monotonic() + 10
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def wait_until_ready(processes: list[subprocess.Popen[bytes]]) -> bool:
    """Wait until the log-in page answers."""
    for _attempt in range(120):
        if any(process.poll() is not None for process in processes):
            return False
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/log-in/", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return True
    return False


def welcome() -> None:
    """Print the address and who can log in."""
    sys.path.insert(0, str(HERE.parent))
    from sandbox.intranet.demo_log_ins import DEMO_LOG_INS, PASSWORD

    print(f"\nThe intranet is ready: http://localhost:{PORT}\n")
    print(f"Log in with any of these; the password is always {PASSWORD}\n")
    for email, who, look in DEMO_LOG_INS:
        print(f"  {email:36} {who}: {look.lower()}")
    print("\nCtrl-C stops the web server and the worker.", flush=True)


def main() -> int:
    """Run until Ctrl-C, or until either process ends by itself."""
    if not port_is_free():
        print(
            f"Port {PORT} is in use. Choose another, for example: "
            f"PORT={int(PORT) + 1} make sandbox"
        )
        return 1
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        prepare()
        processes += start()
        if not wait_until_ready(processes):
            print("The intranet did not start; what went wrong stands above.")
            return 1
        welcome()
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        print("A process ended by itself; stopping the other one.")
        return 1
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    except subprocess.CalledProcessError:
        print("The intranet could not be prepared; what went wrong stands above.")
        return 1
    finally:
        stop(processes)


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

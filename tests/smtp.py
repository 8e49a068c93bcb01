"""A small mail server that can refuse, hang, break off, or lose its answer."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

#: What it may do with an address beside answering with a line such as "550 No".
HANG, DROP = "hang", "drop"


@dataclass
class Post:
    """What the server took, and what it does with whom.

    Attributes:
        taken: The mails it took, in order.
        at_rcpt: What it says to a recipient; by default it takes them.
        at_data: What it does once it has the whole mail of a recipient: answers, hangs
            until ``let_go`` is set, or breaks off. It has the mail then all the same,
            unless its answer is a refusal.
        at_hello: What it does with whoever connects.
        arrived: Set when it hangs.
    """

    port: int = 0
    taken: list[Message] = field(default_factory=list)
    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    at_hello: str = ""
    connections: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        """The Message-ID of each mail it took."""
        return [str(mail["Message-ID"]) for mail in self.taken]

    def heard(self, address: str) -> list[Message]:
        """Return the mails for an address."""
        return [mail for mail in self.taken if mail["To"] == address]


class _Talk(socketserver.StreamRequestHandler):
    @property
    def post(self) -> Post:
        return self.server.post  # type: ignore[attr-defined,no-any-return]

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def hang(self) -> None:
        self.post.arrived.set()
        self.post.let_go.wait(60)

    def handle(self) -> None:
        """Talk until the client leaves, or is dropped."""
        self.post.connections += 1
        if self.post.at_hello == HANG:
            return self.hang()
        if self.post.at_hello:
            return self.say(self.post.at_hello)
        self.say("220 test")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "QUIT":
                return self.say("221 bye")
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self.say(self.post.at_rcpt.get(to, "250 ok"))
            elif verb == "DATA":
                self.say("354 go on")
                if not self.take(to):
                    return None
            else:
                self.say("250 ok")
        return None

    def take(self, to: str) -> bool:
        """Read a mail and answer; return whether the talk goes on."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        mail = email.message_from_bytes(b"".join(lines))
        answer = self.post.at_data.get(to, "250 taken")
        if answer in (HANG, DROP) or answer.startswith("2"):
            self.post.taken.append(mail)
        if answer == HANG:
            self.hang()
            answer = "250 taken"
        if answer == DROP:
            return False
        try:
            self.say(answer)
        except OSError:
            return False
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, *_about: Any) -> None:
        """Clients that are killed are no news."""


@contextmanager
def post_office() -> Iterator[Post]:
    """Run a mail server."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        post = Post(port=server.server_address[1])
        server.post = post  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            post.let_go.set()
            server.shutdown()

"""Receivers that misbehave, each on a real socket."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PATIENCE = 30.0
"""seconds, after which a bad receiver lets go"""


@dataclass
class BadReceiver:
    url: str
    connections: int = 0
    sent: int = 0
    """bytes of answers that are meant to be too long"""
    closing: threading.Event = field(default_factory=threading.Event)


Behaviour = Callable[[socket.socket, BadReceiver], None]


def answers_500(connection: socket.socket, _: BadReceiver) -> None:
    connection.sendall(b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n")


def hangs(_: socket.socket, receiver: BadReceiver) -> None:
    receiver.closing.wait(PATIENCE)


def resets(connection: socket.socket, _: BadReceiver) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def sends_a_gigabyte(connection: socket.socket, receiver: BadReceiver) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
    chunk = b"x" * 1_000_000
    for _ in range(1000):
        connection.sendall(chunk)
        receiver.sent += len(chunk)


def drips_a_body(connection: socket.socket, receiver: BadReceiver) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    _drip(connection, receiver, b"1\r\nx\r\n")


def drips_a_head(connection: socket.socket, receiver: BadReceiver) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    _drip(connection, receiver, b"x-more: x\r\n")


def sends_an_endless_head(connection: socket.socket, _: BadReceiver) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"x-more: " + b"x" * 10_000 + b"\r\n")


def speaks_no_http(connection: socket.socket, _: BadReceiver) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


def _drip(connection: socket.socket, receiver: BadReceiver, drop: bytes) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not receiver.closing.wait(0.05):
        connection.sendall(drop)


@contextmanager
def bad_receiver(behave: Behaviour) -> Iterator[BadReceiver]:
    """Reads a request, more or less, and then does as it likes with the connection."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        receiver = BadReceiver(f"http://127.0.0.1:{listener.getsockname()[1]}/bad")

        def serve(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.recv(65536)
                behave(connection, receiver)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    receiver.connections += 1
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield receiver
        finally:
            receiver.closing.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()

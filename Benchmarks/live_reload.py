"""How long `limn serve` takes from a save until it tells open pages to reload."""

import base64
import os
import re
import socket
import struct
import subprocess
import time


class Page:
    """An open page as the server knows it: one end of a WebSocket (RFC 6455)."""

    def __init__(self, address, timeout=120):
        host, port = address.split(":")
        self.socket = socket.create_connection((host, int(port)), timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            (
                f"GET /_limn/socket HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nOrigin: http://{address}\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        self.bytes = b""
        while b"\r\n\r\n" not in self.bytes:
            self.receive()
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.splitlines()[0]:
            raise RuntimeError(head.decode())

    def receive(self):
        part = self.socket.recv(65536)
        if not part:
            raise RuntimeError("the server has hung up")
        self.bytes += part

    def take(self, count):
        while len(self.bytes) < count:
            self.receive()
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def message(self):
        """The next message; servers do not mask theirs."""
        while True:
            first, second = self.take(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self.take(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self.take(8))
            body = self.take(length)
            if first & 0x0F in (1, 2):
                return body.decode()


def seconds(limn, folder, save, rounds):
    """Serves a site, lets `save` change a file so often, and returns the times that pages waited."""
    command = [limn, "serve", "--directory", folder, "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = None
        for line in process.stdout:
            found = re.search(r"http://([^/]+)/", line)
            address = found.group(1) if found else address
            if line.startswith("rendered"):
                break
        page = Page(address)
        page.message()
        times = []
        for number in range(rounds):
            time.sleep(0.5)
            start = time.monotonic()
            save(number)
            page.message()
            times.append(time.monotonic() - start)
        return times
    finally:
        process.terminate()
        process.wait()

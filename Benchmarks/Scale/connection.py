"""HTTP/1.1 by hand over one connection that is kept: what is measured is the server, not a client library."""

import re
import socket

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request):
        """Sends and returns the status and the length of the body."""
        self.socket.sendall(request)
        data = self.receive()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.receive()
        length = int(LENGTH.search(data, 0, end).group(1))
        left = end + 4 + length - len(data)
        while left > 0:
            left -= len(self.receive())
        return int(data[9:12]), length

    def receive(self):
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

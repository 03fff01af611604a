"""What a stranger can learn from logins, and how much they can guess: a release server on the loopback, PostgreSQL, nothing mocked.

1. Time: pairs of failed logins, one for a user who exists and one for a user who does not, in random order within each pair, over
   one connection. Each comes from an address of its own, as guesses do that are not slowed down. Compared are the medians.
2. Guesses: many at once on one account from one address. Counted are those whose password was looked at (401); the others are 429.

Usage: login.py <server> [pairs] [guesses]
"""

import asyncio
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ACCOUNTS = 50
CONNECTIONS = 200
PASSWORD = "correct horse battery"


def request(port, path, body, address):
    payload = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"X-Forwarded-For: {address}\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


class Connection:
    """HTTP/1.1 by hand: what is measured is the server, not a client library."""

    def __init__(self, port):
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path, body, address="10.0.0.1"):
        self.socket.sendall(request(self.port, path, body, address))
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.read()
        head, rest = data.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        while len(rest) < length:
            rest += self.read()
        return int(head.split()[1]), rest

    def read(self):
        data = self.socket.recv(65536)
        if not data:
            sys.exit("the server closed the connection")
        return data


def random_address():
    return ".".join(["10"] + [str(random.randint(0, 255)) for _ in range(3)])


def register(connection):
    names = [f"known{index}-{random.getrandbits(32):08x}@example.com" for index in range(ACCOUNTS)]
    for name in names:
        status, body = connection.post("/api/users/", {"email": name, "password": PASSWORD})
        if status != 201:
            sys.exit(f"registration: {status} {body[:200]}")
    return names


def timing(port, pairs):
    connection = Connection(port)
    known = register(connection)
    unknown = [name.replace("known", "other") for name in known]
    times = {"known": [], "unknown": []}
    answers = set()
    for index in range(-50, pairs):
        order = [("known", known), ("unknown", unknown)]
        random.shuffle(order)
        for kind, names in order:
            body = {"email": names[index % ACCOUNTS], "password": "a wrong password"}
            address = random_address()
            started = time.perf_counter_ns()
            answer = connection.post("/api/auth/login/", body, address)
            took = time.perf_counter_ns() - started
            answers.add((answer[0], re.sub(rb'"timestamp":"[^"]*"', b"", answer[1])))
            if index >= 0:  # the first ones warm the server up
                times[kind].append(took / 1e6)
            time.sleep(0.002)
    if len(answers) != 1 or next(iter(answers))[0] != 401:
        sys.exit(f"the answers differ: {answers}")
    medians = {kind: statistics.median(values) for kind, values in times.items()}
    gap = abs(medians["known"] - medians["unknown"]) / medians["unknown"] * 100
    print(f"{pairs} pairs of failed logins, all answered with the same status and, but for the time of day, the same bytes")
    for kind, values in times.items():
        tenths = statistics.quantiles(values, n=10)
        print(f"  {kind:8} median {medians[kind]:7.3f} ms   10 % {tenths[0]:7.3f} ms   90 % {tenths[8]:7.3f} ms")
    print(f"  gap of the medians {gap:.2f} %: {'passed' if gap < 1 else 'FAILED'} (under 1 %)")
    return gap < 1


async def guess(port, name, count):
    statuses = []
    left = iter(range(count))

    async def worker():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for index in left:
            writer.write(request(port, "/api/auth/login/", {"email": name, "password": f"guess number {index}"}, "10.9.9.9"))
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head).group(1)))
            statuses.append(int(head.split()[1]))
        writer.close()

    await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
    return statuses


def guesses(port, count):
    connection = Connection(port)
    name = register(connection)[0]
    passed = True
    for kind, who in [("known", name), ("unknown", name.replace("known", "other"))]:
        started = time.perf_counter()
        statuses = asyncio.run(guess(port, who, count))
        seconds = time.perf_counter() - started
        counts = {status: statuses.count(status) for status in sorted(set(statuses))}
        print(f"{count} guesses on an account that is {kind}, {CONNECTIONS} at once, {seconds:.1f} s: {counts}")
        passed = passed and counts.get(401, 0) <= 10 and set(counts) <= {401, 429}
    elsewhere, _ = connection.post("/api/auth/login/", {"email": name, "password": PASSWORD}, "10.8.8.8")
    here, _ = connection.post("/api/auth/login/", {"email": name, "password": PASSWORD}, "10.9.9.9")
    print(f"  the right password: {elsewhere} from another address, {here} from the same one")
    passed = passed and elsewhere == 200 and here == 429
    print(f"  at most 10 are looked at, and the owner gets in: {'passed' if passed else 'FAILED'}")
    return passed


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    server, pairs, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000, int(sys.argv[3]) if len(sys.argv) > 3 else 10000
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # PostgreSQL runs as another user, where we are root
        port = free_port()
        environment = dict(os.environ, SECRET_KEY=os.urandom(32).hex(), HTTP_PORT=str(port), DATA_DIR=folder + "/data")
        environment.update(TRUST_FORWARDED_HEADERS="true", LOG_LEVEL="error", DATABASE_URL="")
        environment["ROOKERY_SQL_DIR"] = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "sql")
        process = subprocess.Popen([os.path.abspath(server), "serve"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            if not any("Rookery is up" in line for line in process.stdout):
                sys.exit("the server did not start")
            results = [timing(port, pairs), guesses(port, count)]
        finally:
            process.terminate()
            process.wait()
    sys.exit(0 if all(results) else 1)


main()

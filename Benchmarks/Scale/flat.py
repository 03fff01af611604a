"""How long a request takes as data grows: one client takes turns between servers on databases of each size, so that noise hits all."""

import random
import statistics
import sys
import time
from contextlib import ExitStack

from connection import Connection
from server import Server
from table import Table
from works import WORKS, request

TARGET = 1.5  # times the smallest median
WARMUP = 50
KINDS = [name for name in WORKS if name != "deep"]  # the same page is another share of each


def sizes(options):
    return options.sizes


def medians(servers, work, options):
    """The median of each server in milliseconds: of `options.requests`, or of those for which there is time."""
    connections = []
    for server in servers:
        server.authenticate()
        connections.append(Connection(server.port))
    times = [[] for _ in servers]
    deadline = time.monotonic() + options.patience
    turns = list(range(len(servers)))
    for index in range(-WARMUP, options.requests):
        random.shuffle(turns)
        for turn in turns:
            bytes_sent = request(servers[turn], work)
            started = time.perf_counter_ns()
            status, _ = connections[turn].exchange(bytes_sent)
            took = time.perf_counter_ns() - started
            if status not in (200, 201):
                sys.exit(f"error: {work} is answered with {status}")
            if index >= 0 or not times[turn]:
                times[turn].append(took / 1e6)
        if time.monotonic() > deadline:
            break
    return [statistics.median(each) for each in times]


def measure(cluster, options):
    table = Table("work", *(f"{rows:,}" for rows in options.sizes), "slowest / fastest", "target", "reached")
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(cluster, rows)) for rows in options.sizes]
        for work in KINDS:
            found = medians(servers, work, options)
            ratio = max(found) / min(found)
            table.add(work, *(f"{each:.3f}" for each in found), f"{ratio:.2f}", f"≤ {TARGET}", reached=ratio <= TARGET)
    table.print("Median time of a request in milliseconds, by customers and leads in the organization")
    return table.reached

"""How long the server takes from its start until it is healthy, on a migrated database."""

import statistics
import time

from server import Server
from table import Table

TARGET = 0.5  # seconds
STARTS = 5


def sizes(options):
    return [options.middle]


def one(cluster, rows):
    server = Server(cluster, rows)
    started = time.monotonic()
    server.start()
    try:
        server.wait(every=0.002)
        return time.monotonic() - started
    finally:
        server.stop()


def measure(cluster, options):
    times = [one(cluster, options.middle) for _ in range(STARTS)]
    median = statistics.median(times)
    table = Table("median s", "fastest", "slowest", "target", "reached")
    table.add(f"{median:.3f}", f"{min(times):.3f}", f"{max(times):.3f}", f"≤ {TARGET}", reached=median <= TARGET)
    table.print(f"Seconds until the server is healthy, {STARTS} starts")
    return table.reached

"""How long requests take at 70 % of the rate at which no more of them can be answered.

The peak is what 32 connections of wrk reach without a pause. Then some connections send with random pauses between their requests, of a
length that makes 70 % of that rate, so that requests arrive in no order and no matter how long others take. Where a connection cannot
send because its answer is late, wrk counts the requests that it would have sent.
"""

from server import Server
from table import Table
from works import SIX
from wrk import run

SHARE = 0.7
TARGET = 5  # times the median is the 99th percentile
PAUSE = 20  # milliseconds, about


def sizes(options):
    return [options.middle]


def at_rate(server, work, rate, options):
    """A run at that rate, after short ones that find the pause for it."""
    connections = min(256, max(8, round(rate * PAUSE / 1000)))
    interval = 1000 * connections / rate  # from one request of a connection to its next
    pause = interval
    for seconds in [2, 2, 2, options.seconds]:
        seen = run(server, work, seconds, connections, pause=2 * pause)
        taken = 1000 * connections / seen.rate
        pause = max(0.0, pause + interval - taken)
    return seen


def measure(cluster, options):
    table = Table("work", "peak/s", "share", "p50 ms", "p99 ms", "p99 / p50", "target", "reached")
    for work in options.works or SIX:
        with Server(cluster, options.middle) as server:
            run(server, work, 1, 32)
            peak = run(server, work, options.seconds, 32).rate
            seen = at_rate(server, work, SHARE * peak, options)
        ratio = seen.p99 / seen.p50
        cells = [f"{peak:,.0f}", f"{100 * seen.rate / peak:.0f} %", f"{seen.p50:.2f}", f"{seen.p99:.2f}", f"{ratio:.1f}"]
        table.add(work, *cells, f"≤ {TARGET}", reached=ratio <= TARGET)
    table.print(f"Latency at {100 * SHARE:.0f} % of the peak rate, {options.middle:,} customers and leads")
    return table.reached

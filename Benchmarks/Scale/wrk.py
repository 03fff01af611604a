"""wrk, which sends as fast as answers come, or at a rate."""

import re
import subprocess
import sys
from dataclasses import dataclass

from works import script

REPORT = """
function done(summary, latency)
  io.write(string.format("REPORT %f %d %d %d\\n", summary.requests / (summary.duration / 1e6),
    summary.errors.status + summary.errors.timeout + summary.errors.connect + summary.errors.read + summary.errors.write,
    latency:percentile(50), latency:percentile(99)))
end
"""

# wrk waits for whole milliseconds. So the longest pause of a connection is rounded up or down at random, to be right on average.
PAUSE = """
function delay()
  return math.random(0, math.floor(%f + math.random()))
end
"""


@dataclass
class Report:
    """Requests per second; latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def begin(server, work, seconds, connections, pause=None):
    """Starts wrk with one thread. A connection pauses before each request for 0 to `pause` milliseconds, all of them equally likely."""
    path = f"{server.folder}/{work}.lua"
    with open(path, "w") as file:
        file.write(script(server, work) + REPORT + (PAUSE % pause if pause is not None else ""))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", path, f"http://127.0.0.1:{server.port}"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def report(process):
    """What a wrk that was begun has seen, once it is through. Answers other than 2xx and lost connections end the measurement."""
    try:
        output = process.communicate()[0]
    except BaseException:
        process.kill()
        raise
    found = re.search(r"REPORT (\S+) (\d+) (\d+) (\d+)", output)
    if not found or int(found.group(2)) > 0:
        sys.exit(f"error: {' '.join(process.args)}\n{output}")
    return Report(rate=float(found.group(1)), p50=int(found.group(3)) / 1000, p99=int(found.group(4)) / 1000)


def run(*arguments, **options):
    return report(begin(*arguments, **options))

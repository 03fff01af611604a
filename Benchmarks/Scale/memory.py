"""How much memory the server takes: under all six kinds of work at once, and while it exports every customer."""

import http.client
import sys
import time

from connection import Connection
from server import Server
from table import Table
from works import SIX, request
from wrk import begin, report

UNDER_LOAD = 150  # MiB
EXPORTING = 64  # MiB more than before
EMAIL = b"@customer"  # of which each exported customer has one


def sizes(options):
    return [options.largest]


def under_load(server, options):
    """The most MiB while 32 connections for each kind of work send as fast as they can."""
    for process in [begin(server, work, options.seconds, 32) for work in SIX]:
        report(process)
    return server.memory("VmHWM")


def export(server, kind):
    """Reads an export and throws it away: MiB of memory more than before, MiB of the export, seconds."""
    before = server.memory("VmRSS")
    server.forget_peak()
    started = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    connection.request("GET", f"/api/customers/export/?format={kind}", headers={"Authorization": f"Bearer {server.token}"})
    answer = connection.getresponse()
    if answer.status != 200:
        sys.exit(f"error: the export is answered with {answer.status}: {answer.read(500)}")
    piece = memoryview(bytearray(262_144))
    size, rows, tail = 0, 0, b""
    while count := answer.readinto(piece):
        size += count
        data = tail + piece[:count]
        rows += data.count(EMAIL)
        tail = data[1 - len(EMAIL) :]  # what may be the beginning of one
    seconds = time.monotonic() - started
    if rows != server.rows:
        sys.exit(f"error: an export of {size:,} bytes has {rows:,} customers")
    return server.memory("VmHWM") - before, size / 2**20, seconds


def measure(cluster, options):
    table = Table("what", "MiB", "target", "reached")
    with Server(cluster, options.largest) as server:
        most = under_load(server, options)
    table.add("resident under full load", f"{most:.1f}", f"≤ {UNDER_LOAD}", reached=most <= UNDER_LOAD)
    for kind in ["csv", "json"]:
        with Server(cluster, options.largest) as server:
            connection = Connection(server.port)
            for work in SIX * 20:
                connection.exchange(request(server, work))
            more, size, seconds = export(server, kind)
        what = f"more while exporting {server.rows:,} rows as {kind} ({size:,.0f} MiB in {seconds:.1f} s)"
        table.add(what, f"{more:.1f}", f"≤ {EXPORTING}", reached=more <= EXPORTING)
    table.print(f"Memory of the server, {options.largest:,} customers and leads")
    return table.reached

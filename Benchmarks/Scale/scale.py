"""What data and load do to Rookery: servers on the loopback, a private PostgreSQL, everything bounded and cleaned up.

Usage: scale.py <rookery> [--only flat,latency,memory,start] [--sizes 10000,100000,1000000] [--seconds 10] [--requests 2000]
       [--works get,create]
"""

import argparse
import os
import signal
import sys

import flat
import latency
import memory
import start
from cluster import Cluster
from works import SIX

MEASUREMENTS = {"flat": flat, "latency": latency, "memory": memory, "start": start}


def numbers(text):
    return sorted(int(each) for each in text.split(","))


def measurements(text):
    try:
        return [MEASUREMENTS[each] for each in text.split(",")]
    except KeyError as unknown:
        raise argparse.ArgumentTypeError(f"no such measurement: {unknown}") from None


def works(text):
    for each in text.split(","):
        if each not in SIX:
            raise argparse.ArgumentTypeError(f"no such work: '{each}'")
    return text.split(",")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("rookery", type=os.path.abspath, help="the program")
    parser.add_argument("--only", type=measurements, default=list(MEASUREMENTS.values()), help=",".join(MEASUREMENTS))
    parser.add_argument("--sizes", type=numbers, default=[10_000, 100_000, 1_000_000], help="customers in the organization")
    parser.add_argument("--works", type=works, help="whose latency is measured: " + ",".join(SIX))
    parser.add_argument("--seconds", type=int, default=10, help="how long a load lasts")
    parser.add_argument("--requests", type=int, default=2000, help="to each server of each kind, one after the other")
    parser.add_argument("--patience", type=int, default=60, help="the most seconds for those requests")
    options = parser.parse_args()
    options.middle, options.largest = options.sizes[len(options.sizes) // 2], options.sizes[-1]
    return options


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    options = arguments()
    with Cluster(options.rookery) as cluster:
        for rows in sorted({rows for each in options.only for rows in each.sizes(options)}):
            cluster.login(rows)
        reached = [each.measure(cluster, options) for each in options.only]
    sys.exit(0 if all(reached) else 1)


main()

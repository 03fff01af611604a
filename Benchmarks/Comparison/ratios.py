"""The comparison's figures as a table: a line for each kind of work, with its ratios, their targets, and whether those are reached.

Usage: ratios.py <figures.json>, as the comparison writes it: {work: {server: requests per second}}
"""

import json
import sys

# How many times what another does in the same run, with the same data, on the same machine.
TARGETS = {
    "get": {"go": 1.5, "drf": 20, "limit": 0.5},
    "list": {"go": 30, "drf": 20},
    "deep": {"go": 20, "drf": 20},
    "search": {"go": 10, "drf": 20},
    "stats": {"go": 50, "drf": 20},
    "create": {"go": 1.2, "drf": 20},
}
NAMES = {"rookery": "Rookery", "drf": "DRF", "go": "Go + pgx", "nginx": "nginx", "pgbench": "pgbench", "limit": "limit"}


def rate(figures, name):
    return f"{figures[name]:,.0f}" if name in figures else ""


def ratio(work, figures, peer):
    """The cell of a ratio, and whether it is reached: None where there is no target or no such peer."""
    if peer not in figures:
        return "", None
    value = figures["rookery"] / figures[peer]
    target = TARGETS.get(work, {}).get(peer)
    if target is None:
        return f"{value:.2f}", None
    return f"{value:.2f} (≥ {target:g})", value >= target


def main():
    with open(sys.argv[1]) as file:
        rows = json.load(file)
    peers = ["go", "drf", "limit"]
    print("Requests per second, medians; then Rookery's ratio to each of the others, with its target.\n")
    print("| work | " + " | ".join(NAMES.values()) + " | " + " | ".join("to " + NAMES[peer] for peer in peers) + " | reached |")
    print("|" + " --- |" * (len(NAMES) + len(peers) + 2))
    passed = True
    for work, figures in rows.items():
        cells, reached = zip(*(ratio(work, figures, peer) for peer in peers))
        known = [each for each in reached if each is not None]
        passed = passed and all(known)
        verdict = "" if not known else "yes" if all(known) else "no"
        print(f"| {work} | " + " | ".join(rate(figures, name) for name in NAMES) + " | " + " | ".join(cells) + f" | {verdict} |")
    sys.exit(0 if passed else 1)


main()

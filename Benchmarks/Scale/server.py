"""Rookery itself, serving one of the databases."""

import json
import os
import random
import re
import subprocess
import sys
import time
import urllib.request

from cluster import ROOT
from connection import Connection
from ports import free_port


class Server:
    """Started on entering, which returns once it is healthy and the owner is logged in; stopped on leaving."""

    def __init__(self, cluster, rows):
        self.cluster = cluster
        self.rows = rows
        self.login = cluster.login(rows)

    def start(self):
        self.port = free_port()
        self.folder = f"{self.cluster.folder}/server-{self.port}"
        os.mkdir(self.folder)
        environment = dict(
            os.environ, DATABASE_URL=self.cluster.url(self.rows), HTTP_HOST="127.0.0.1", HTTP_PORT=str(self.port), DATA_DIR=self.folder,
            RATE_LIMITS="off", SECRET_KEY=os.urandom(32).hex(),
        )
        environment.setdefault("ROOKERY_SQL_DIR", f"{ROOT}/sql")
        with open(f"{self.folder}/log", "wb") as log:
            self.process = subprocess.Popen([self.cluster.rookery, "serve"], cwd=self.folder, env=environment, stdout=log, stderr=log)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait(self, every=0.002, most=30):
        """Asks for its health until that is good, with `every` so many seconds between."""
        deadline = time.monotonic() + most
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if Connection(self.port).exchange(b"GET /api/core/health/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(every)
        with open(f"{self.folder}/log", errors="replace") as log:
            sys.exit("error: the server did not start\n" + log.read())

    def __enter__(self):
        self.start()
        try:
            self.wait()
            self.authenticate()
            statement = "SELECT id FROM customers WHERE organization_id = 1 ORDER BY random() LIMIT 2000"
            self.ids = [int(line) for line in self.cluster.query(self.rows, statement)]
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def authenticate(self):
        """An access token lives for a quarter of an hour, so each measurement asks for one of its own."""
        headers = {"Content-Type": "application/json"}
        login = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/auth/login/", json.dumps(self.login).encode(), headers)
        with urllib.request.urlopen(login) as answer:
            self.token = json.load(answer)["access"]

    @property
    def page(self):
        """At three quarters of all pages of 50 customers."""
        return max(1, self.rows * 3 // 4 // 50)

    def random_id(self):
        return random.choice(self.ids)

    def memory(self, field):
        """MiB of the process: VmRSS is what it has now, VmHWM the most that it had."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(rf"^{field}:\s+(\d+) kB", status.read(), re.MULTILINE).group(1)) / 1024

    def forget_peak(self):
        """VmHWM begins anew (proc(5), clear_refs)."""
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")

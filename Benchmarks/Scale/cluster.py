"""A private PostgreSQL, and databases of it that Benchmarks/prepare has filled."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from ports import free_port

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def newest_postgres():
    """The folder of initdb and pg_ctl."""
    folders = glob.glob("/usr/lib/postgresql/*/bin/initdb") or filter(None, [shutil.which("initdb")])
    version = lambda path: int((re.findall(r"\d+", path) or ["0"])[0])
    return os.path.dirname(max(folders, key=version, default=None) or sys.exit("error: PostgreSQL is not installed"))


class Cluster:
    """Made on entering, stopped and deleted on leaving. Its settings are those of the comparison with peers."""

    def __init__(self, rookery):
        self.rookery = rookery
        self.logins = {}

    def __enter__(self):
        self.bin = newest_postgres()
        self.folder = tempfile.mkdtemp(prefix="rookery-scale-", dir="/tmp")
        os.chmod(self.folder, 0o777)  # PostgreSQL does not run as root, and has to get in
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        self.port = free_port()
        try:
            self.run(*self.user, f"{self.bin}/initdb", "-D", f"{self.folder}/data", "-A", "trust", "-U", "postgres")
            options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=1GB -c max_connections=100"
            self.control("-l", f"{self.folder}/log", "-w", "-o", options, "start")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if os.path.exists(f"{self.folder}/data/postmaster.pid"):
            self.control("-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def control(self, *arguments):
        self.run(*self.user, f"{self.bin}/pg_ctl", "-D", f"{self.folder}/data", *arguments)

    def run(self, *command, **environment):
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"error: {' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def url(self, rows):
        return f"postgresql://postgres@127.0.0.1:{self.port}/rows_{rows}"

    def query(self, rows, statement):
        return self.run("psql", "-XAtqc", statement, self.url(rows)).splitlines()

    def login(self, rows):
        """The owner's email and password in a database whose large organization has so many customers. The first call makes it."""
        if rows not in self.logins:
            started = time.monotonic()
            self.run("psql", "-Xqc", f"CREATE DATABASE rows_{rows}", f"postgresql://postgres@127.0.0.1:{self.port}/postgres")
            output = self.run(
                f"{ROOT}/Benchmarks/prepare", DATABASE_URL=self.url(rows), ROWS=str(rows), ROOKERY=self.rookery
            )
            self.logins[rows] = json.loads(output.splitlines()[-1])
            self.query(rows, "CHECKPOINT")  # or it would happen while something is measured
            print(f"{rows:,} rows loaded in {time.monotonic() - started:.0f} s", file=sys.stderr)
        return self.logins[rows]

"""The Swift engine, which runs as a program of its own and answers line by line."""

import json
import subprocess


class Engine:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answers(self, world, questions):
        self.process.stdin.write(json.dumps({"world": world, "questions": questions}, separators=(",", ":")) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the engine's program has ended")
        return json.loads(line)

"""Results as a table of Markdown."""


class Table:
    def __init__(self, *head):
        self.lines = [head, ["---"] * len(head)]
        self.reached = True

    def add(self, *cells, reached):
        """A line whose last cell says whether its target is reached."""
        self.lines.append([*cells, "yes" if reached else "no"])
        self.reached = self.reached and reached

    def print(self, title):
        print(f"{title}:\n")
        for line in self.lines:
            print("| " + " | ".join(line) + " |")
        print(flush=True)

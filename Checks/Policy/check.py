"""Holds the policy engine against Cedar in random worlds. `Scripts/policy-check` runs it; README.md says what is compared."""

import argparse
import collections
import multiprocessing
import os
import sys
import time

import cedar
from engine import Engine
from report import report
from world import random_questions, random_world

def main():
    parser = argparse.ArgumentParser(description="Holds the policy engine against Cedar.")
    parser.add_argument("--engine", required=True, help="the program that answers for the engine")
    parser.add_argument("--count", type=int, default=int(os.environ.get("COUNT", 1_000_000)), help="decisions, at least")
    parser.add_argument("--seed", default=os.environ.get("SEED", "1"))
    parser.add_argument("--world", type=int, help="only the world of that number, as a difference names it")
    arguments = parser.parse_args()

    numbers = range(arguments.count) if arguments.world is None else [arguments.world]
    start, worlds, asked, allowed, differing = time.monotonic(), 0, collections.Counter(), collections.Counter(), 0
    with multiprocessing.Pool(initializer=prepare, initargs=(arguments.engine, arguments.seed)) as pool:
        for number, outcomes in pool.imap(check, numbers, chunksize=8):
            before, worlds = asked.total(), worlds + 1
            for kind, yes, _ in outcomes:
                asked[kind] += 1
                allowed[kind] += yes
            differing = sum(question is not None for _, _, question in outcomes)
            done, step = asked.total(), max(arguments.count // 10, 1)
            if differing or done >= arguments.count:
                break
            if done // step > before // step:
                print(f"{done} decisions, 0 differing, {time.monotonic() - start:.0f} s", flush=True)

    if differing:
        question = next(question for _, _, question in outcomes if question is not None)
        report(Engine(arguments.engine), arguments.seed, number, question)
    for kind in asked:
        print(f"  {kind:<10}{asked[kind]:>9} decisions, {100 * allowed[kind] // asked[kind]} % of them yes")
    print(f"{asked.total()} decisions, {differing} differing (seed {arguments.seed}, {worlds} worlds)")
    sys.exit(1 if differing else 0)


def prepare(program, seed):
    global of_this_process
    of_this_process = Engine(program), seed


def check(number):
    """For each question asked of the world: its kind, whether Cedar says yes, and the question itself where the engine says otherwise."""
    engine, seed = of_this_process
    world = random_world(seed, number)
    questions = random_questions(world, seed, number)
    pairs = zip(questions, engine.answers(world, questions), cedar.answers(world, questions), strict=True)
    return number, [(question[0], is_yes(theirs), None if ours == theirs else question) for question, ours, theirs in pairs]


def is_yes(answer):
    """Whether it is permitted, or of a change, whether it changes anything."""
    return answer[0] if answer and isinstance(answer, list) and isinstance(answer[0], bool) else bool(answer)


if __name__ == "__main__":
    main()

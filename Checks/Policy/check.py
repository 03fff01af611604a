"""Holds the policy engine against Cedar in random worlds. `Scripts/policy-check` runs it; README.md says what is compared."""

import argparse
import collections
import multiprocessing
import os
import sys
import time

import cedar
from engine import Engine
from shrink import shrink
from world import random_questions, random_world

ASKED = {
    "use": "may member {0} use {1} on record {2}?",
    "any": "may member {0} use {1} on anything?",
    "see": "may member {0} see the field {1}?",
    "set": "may member {0} set the field {1}?",
    "give": "may member {0} hand on {1} for the scope {2}?",
    "give role": "may member {0} hand on role {1}?",
}


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
        explain(Engine(arguments.engine), arguments.seed, number, question)
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
    return answer[0] if isinstance(answer, list) else answer


def explain(engine, seed, number, question):
    """Prints the smallest world found in which the two still answer the question differently."""

    def differs(world, question):
        return engine.answers(world, [question]) != cedar.answers(world, [question])

    world = shrink(random_world(seed, number), question, differs)
    print(f"\nA difference, in world {number} of seed {seed} (again: Scripts/policy-check --seed {seed} --world {number})\n")
    print(f"  asked     {ASKED[question[0]].format(*question[1:])}")
    print(f"  engine    {in_words(engine.answers(world, [question])[0])}")
    print(f"  Cedar     {in_words(cedar.answers(world, [question])[0])}\n")
    for resource in world["resources"]:
        print(f"  resource  {resource['name']}: {', '.join(resource['actions'])}; fields: {', '.join(resource['fields']) or 'none'}")
    for role in world["roles"]:
        lines = [f"{what} {how}" for what, how in role["grants"] + role["fields"]]
        print(f"  role {role['id']}: {', '.join(lines) or 'nothing'}")
    for member in world["members"]:
        print(f"  member {member['id']}: {', '.join(f'role {role}' for role in member['roles']) or 'no role'}")
    for team in world["teams"]:
        print(f"  team {team['id']}: {', '.join(str(user) for user in team['members']) or 'nobody'}")
    for record in world["records"]:
        print(f"  record {record['id']} of {record['resource']}: owner {record['owner']}, assignee {record['assignee']}")
    print("\n" + cedar.policies(world) + "\n")


def in_words(answer):
    match answer:
        case str():
            return f"contradicts itself: {answer}"
        case [yes, roles]:
            return f"{in_words(yes)}; enough alone: {', '.join(f'role {role}' for role in roles) or 'no role'}"
        case _:
            return "yes" if answer else "no"


if __name__ == "__main__":
    main()

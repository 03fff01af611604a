"""Shows a difference to people."""

import cedar
from encoding import policies
from shrink import shrink
from world import random_world


def report(engine, seed, number, question):
    """Prints the smallest world found in which the two still answer the question differently."""

    def differs(world, question):
        return engine.answers(world, [question]) != cedar.answers(world, [question])

    world, question = shrink(random_world(seed, number), question, differs)
    print(f"\nA difference, in world {number} of seed {seed} (again: Scripts/policy-check --seed {seed} --world {number})\n")
    print(f"  asked     {asked(*question)}")
    print(f"  engine    {answered(engine.answers(world, [question])[0])}")
    print(f"  Cedar     {answered(cedar.answers(world, [question])[0])}\n")
    for resource in world["resources"]:
        print(f"  resource  {resource['name']}: {listed(resource['actions'])}; fields: {listed(resource['fields'])}")
    for role in world["roles"]:
        print(f"  role {role['id']}: {listed(f'{what} {how}' for what, how in role['grants'] + role['fields'])}")
    for member in world["members"]:
        print(f"  member {member['id']}: {listed(f'role {role}' for role in member['roles'])}")
    for team in world["teams"]:
        print(f"  team {team['id']}: {listed(team['members'])}")
    for record in world["records"]:
        print(f"  record {record['id']} of {record['resource']}: owner {record['owner']}, assignee {record['assignee']}")
    print(f"\n{policies(world)}\n")


def asked(kind, member, *what):
    match kind, what:
        case "use", [permission, record]:
            return f"may member {member} use {permission} on record {record}?"
        case "any", [permission]:
            return f"may member {member} use {permission} on anything?"
        case ("see" | "set"), [field]:
            return f"may member {member} {kind} the field {field}?"
        case "give", [permission, scope]:
            return f"may member {member} hand on {permission} for the scope {scope}?"
        case "give role", [role]:
            return f"may member {member} hand on role {role}?"
        case "simulate", [role, change]:
            lines = [f"{what} {how}" for what, how in change["grant"] + change["fields"]]
            return f"what changes for member {member} if role {role} is given {listed(lines)} and loses {listed(change['revoke'])}?"


def answered(answer):
    match answer:
        case [bool(yes), list(roles)]:
            return f"{answered(yes)}; enough alone: {listed(f'role {role}' for role in roles)}"
        case list():
            return listed(answer)
        case bool():
            return "yes" if answer else "no"
        case _:
            return f"its ways to decide contradict each other: {answer}"


def listed(things):
    return ", ".join(str(thing) for thing in things) or "nothing"

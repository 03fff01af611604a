"""Makes a world smaller for as long as it still shows the difference."""

import copy

from world import all_fields, all_permissions


def shrink(world, question, differs):
    """The world and the question without anything that the difference does not need."""
    for smaller in [(smaller, question) for smaller in removals(world, question)] + [(world, smaller) for smaller in simpler(question)]:
        if differs(*smaller):
            return shrink(*smaller, differs)
    return world, question


def simpler(question):
    """A proposed change without one of its parts."""
    if question[0] == "simulate":
        yield from ([*question[:3], {**question[3], part: []}] for part, lines in question[3].items() if lines)


def removals(world, question):
    """The world without one of its parts, large parts first. What the question names stays."""
    for place, key in sorted(places(world, []), key=lambda spot: len(spot[0])):
        smaller = copy.deepcopy(world)
        part = smaller
        for step in place:
            part = part[step]
        if isinstance(part, list):
            del part[key]
        else:
            part[key] = None
        tidied(smaller)
        if can_be_asked(smaller, question):
            yield smaller


def places(part, place):
    """Every element of every list, and every owner."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("owner", "assignee") and value is not None:
                yield place, key
            yield from places(value, [*place, key])
    elif isinstance(part, list) and len(place) != 4:  # a grant and a rule are whole or gone
        for index, value in enumerate(part):
            yield place, index
            yield from places(value, [*place, index])


def tidied(world):
    """Takes out what names something that is gone."""
    permissions, fields = set(all_permissions(world["resources"])), set(all_fields(world["resources"]))
    kinds, roles = {resource["name"] for resource in world["resources"]}, {role["id"] for role in world["roles"]}
    world["records"] = [record for record in world["records"] if record["resource"] in kinds]
    for role in world["roles"]:
        role["grants"] = [grant for grant in role["grants"] if grant[0] in permissions]
        role["fields"] = [rule for rule in role["fields"] if rule[0] in fields]
    for member in world["members"]:
        member["roles"] = [role for role in member["roles"] if role in roles]


def can_be_asked(world, question):
    kind, member, *what = question
    ids = {name: {row["id"] for row in world[name]} for name in ("members", "records", "roles")}
    if member not in ids["members"]:
        return False
    match kind:
        case "use":
            return what[0] in all_permissions(world["resources"]) and what[1] in ids["records"]
        case "any" | "give":
            return what[0] in all_permissions(world["resources"])
        case "see" | "set":
            return what[0] in all_fields(world["resources"])
        case "give role":
            return what[0] in ids["roles"]
        case "simulate":
            named = [grant[0] for grant in what[1]["grant"]] + what[1]["revoke"]
            rules = [rule[0] for rule in what[1]["fields"]]
            known = set(named) <= set(all_permissions(world["resources"])) and set(rules) <= set(all_fields(world["resources"]))
            return known and what[0] in ids["roles"]

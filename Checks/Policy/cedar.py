"""The same world as Cedar policies and entities, written from the model's definition and not from the engine's. README.md explains it."""

import json

import cedarpy

from world import SCOPES, all_fields, all_permissions

MINE = "resource has {0} && resource.{0} == principal"
OUR_TEAMS = "resource has {0} && resource.{0} in principal.teams"

# Which records a scope reaches. Cedar finds out by walking from the owner to the teams; nobody makes a list of teammates.
REACH = {
    "own": [MINE.format("owner"), MINE.format("assignee")],
    "team": [MINE.format("owner"), MINE.format("assignee"), OUR_TEAMS.format("owner"), OUR_TEAMS.format("assignee")],
    "organization": ['resource in Organization::"here"'],
}


def policies(world):
    """One `permit` for each grant, another for handing it on, and one or more for the fields. There is no `forbid`: roles only add."""
    lines = []
    for role in world["roles"]:
        principal = f'principal in Role::"{role["id"]}"'
        for permission, scope in role["grants"]:
            # Of a kind, rather than of a record, is asked whether there is any record at all.
            reach = " || ".join(f"({condition})" for condition in ["resource is Kind", *REACH[scope]])
            lines.append(f'@id("{role["id"]}") permit({principal}, action == Action::"{permission}", resource) when {{ {reach} }};')
            lines.append(f'permit({principal}, action == Action::"give {permission}", resource in Scope::"{scope}");')
        for kind in dict.fromkeys(permission.split(":")[0] for permission, _ in role["grants"]):
            rules = {field: access for field, access in role["fields"] if field.startswith(f"{kind}.")}
            restricted = ", ".join(f'Field::"{field}"' for field, access in rules.items() if access != "full")
            unless = f" unless {{ [{restricted}].contains(resource) }}" if restricted else ""
            lines.append(f'permit({principal}, action in [Action::"see", Action::"set"], resource in Kind::"{kind}"){unless};')
            for field in (field for field, access in rules.items() if access == "readonly"):
                lines.append(f'permit({principal}, action == Action::"see", resource == Field::"{field}");')
    return "\n".join(lines)


def entities(world):
    teams = {}
    for team in world["teams"]:
        for user in team["members"]:
            teams.setdefault(user, []).append({"type": "Team", "id": str(team["id"])})
    held = {member["id"]: member["roles"] for member in world["members"]}
    users = [
        entity(
            "User", user,
            parents=[{"type": "Role", "id": str(role)} for role in held.get(user, [])] + teams.get(user, []),
            attributes={"teams": [{"__entity": team} for team in teams.get(user, [])]},
        )
        for user in {**teams, **held}
    ]
    records = [
        entity(
            "Record", record["id"],
            parents=[{"type": "Organization", "id": "here"}],
            attributes={who: reference("User", record[who]) for who in ("owner", "assignee") if record[who] is not None},
        )
        for record in world["records"]
    ]
    fields = [entity("Field", field, parents=[{"type": "Kind", "id": field.split(".")[0]}]) for field in all_fields(world["resources"])]
    # What reaches the organization reaches the team's records too, and these include one's own.
    scopes = [entity("Scope", low, parents=[{"type": "Scope", "id": high}]) for low, high in zip(SCOPES, SCOPES[1:])]
    return users + records + fields + scopes


def entity(type, id, parents, attributes={}):
    return {"uid": {"type": type, "id": str(id)}, "attrs": attributes, "parents": parents}


def reference(type, id):
    return {"__entity": {"type": type, "id": str(id)}}


def answers(world, questions):
    """Cedar's answers, in the order of the questions and in the engine's form."""
    asked = [requests(world, question) for question in questions]
    results = iter(cedarpy.is_authorized_batch(
        [request for group in asked for request in group],
        cedarpy.PolicySet.from_str(policies(world)),
        cedarpy.Entities.from_json_str(json.dumps(entities(world))),
    ))
    return [answer(question[0], [checked(next(results)) for _ in group]) for question, group in zip(questions, asked)]


def requests(world, question):
    """What Cedar has to be asked to answer the question; mostly one request."""
    kind, member, *what = question
    user = ("User", member)
    match kind:
        case "use":
            return [request(user, what[0], ("Record", what[1]))]
        case "any":
            return [request(user, what[0], ("Kind", what[0].split(":")[0]))]
        case "see" | "set":
            return [request(user, kind, ("Field", what[0]))]
        case "give":
            return [request(user, f"give {what[0]}", ("Scope", what[1]))]
        case "give role":
            # All that the role can do, the member has to be able to do: each request of the role's is followed by the member's.
            role = ("Role", what[0])
            rights = [(f"give {permission}", ("Scope", scope)) for permission in all_permissions(world["resources"]) for scope in SCOPES]
            rights += [(action, ("Field", field)) for field in all_fields(world["resources"]) for action in ("see", "set")]
            return [request(who, *right) for right in rights for who in (role, user)]


def request(principal, action, resource):
    types = zip(("principal", "action", "resource"), (principal, ("Action", action), resource))
    return {name: {"type": type, "id": str(id)} for name, (type, id) in types}


def checked(result):
    """A policy that fails is skipped by Cedar, which would make its answer worth nothing."""
    if result.diagnostics.errors:
        raise RuntimeError(f"Cedar: {result.diagnostics.errors}")
    return result


def answer(kind, results):
    allowed = [result.allowed for result in results]
    match kind:
        case "use" | "any":
            # The policies that decided are those of the roles that would be enough alone.
            roles = set(results[0].diagnostics.id_annotations_by_reason.values())
            return [allowed[0], sorted(int(role) for role in roles)]
        case "give role":
            return all(member or not role for role, member in zip(allowed[::2], allowed[1::2]))
        case _:
            return allowed[0]

"""The same world as Cedar policies and entities, written from the model's definition and not from the engine's. README.md explains it."""

from world import SCOPES, all_fields

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

"""Random organizations, and what is asked about them. A world is plain lists; the engine and Cedar each make their own of it."""

import random

ACTIONS = ["read", "create", "update", "delete", "export", "import", "bulk", "assign", "convert", "close", "extend", "manage"]
SCOPES = ["own", "team", "organization"]
ACCESS = ["hidden", "readonly", "full"]

# How many questions of each kind a world is asked, at most; a small world has fewer to ask.
QUESTIONS = {"use": 100, "any": 25, "see": 25, "set": 25, "give": 30, "give role": 10, "simulate": 1}


def random_world(seed, number):
    """World `number` of a seed; it depends on nothing else."""
    dice = random.Random(f"{seed}/{number}")
    resources = [
        {
            "name": name,
            "actions": dice.sample(ACTIONS, dice.randint(1, 5)),
            "scoped": dice.random() < 0.85,
            "fields": dice.sample(["amount", "score", "email"], dice.randint(0, 3)),
        }
        for name in dice.sample(["leads", "deals", "customers", "offers"], dice.randint(1, 3))
    ]
    # Most ids are small, to be readable; some fill their 64 bits.
    ids = iter(dice.sample(range(1, 60) if dice.random() < 0.9 else range(2**62, 2**63), 40))
    roles = [random_role(dice, next(ids), resources) for _ in range(dice.randint(1, 6))]
    members = [
        {"id": next(ids), "roles": dice.sample([role["id"] for role in roles], min(dice.choice([0, 1, 2, 2, 3, 4]), len(roles)))}
        for _ in range(dice.randint(1, 5))
    ]
    # Somebody may own records, and even be in a team, who is no member (any more).
    people = [member["id"] for member in members] + [next(ids) for _ in range(dice.randint(0, 2))]
    teams = [{"id": next(ids), "members": dice.sample(people, dice.randint(0, len(people)))} for _ in range(dice.randint(0, 4))]
    records = [
        {
            "id": next(ids),
            "resource": dice.choice(resources)["name"],
            "owner": dice.choice([None, *people]),
            "assignee": dice.choice([None, None, *people]),
        }
        for _ in range(dice.randint(2, 8))
    ]
    return {"resources": resources, "roles": roles, "members": members, "teams": teams, "records": records}


def random_role(dice, id, resources):
    """Grants a permission once, and has one rule for a field, as the database's keys have it."""
    permissions = dice.sample(all_permissions(resources), min(dice.choice([0, 1, 2, 3, 5, 8]), len(all_permissions(resources))))
    fields = [field for field in all_fields(resources) if dice.random() < 0.4]
    return {
        "id": id,
        "grants": [random_grant(dice, permission, resources) for permission in permissions],
        "fields": [[field, dice.choice(ACCESS)] for field in fields],
    }


def random_grant(dice, permission, resources):
    scoped = next(resource["scoped"] for resource in resources if resource["name"] == permission.split(":")[0])
    return [permission, dice.choice(SCOPES) if scoped else "organization"]


def random_change(dice, resources):
    """What an admin might want to do to a role: some of a grant, a revocation and a rule for a field."""
    permissions, fields = all_permissions(resources), all_fields(resources)
    return {
        "grant": [random_grant(dice, permission, resources) for permission in dice.sample(permissions, dice.randint(0, 1))],
        "revoke": dice.sample(permissions, dice.randint(0, 1)),
        "fields": [[field, dice.choice(ACCESS)] for field in dice.sample(fields, min(dice.randint(0, 1), len(fields)))],
    }


def all_permissions(resources):
    return [f"{resource['name']}:{action}" for resource in resources for action in resource["actions"]]


def all_fields(resources):
    return [f"{resource['name']}.{field}" for resource in resources for field in resource["fields"]]


def random_questions(world, seed, number):
    """Different questions of every kind, by chance."""
    dice = random.Random(f"{seed}/{number}/questions")
    questions = []
    for kind, most in QUESTIONS.items():
        possible = list(possible_questions(world, kind, dice))
        questions += dice.sample(possible, min(most, len(possible)))
    return questions


def possible_questions(world, kind, dice):
    resources = world["resources"]
    for member, roles in ((member["id"], member["roles"]) for member in world["members"]):
        match kind:
            case "use":
                for record in world["records"]:
                    for permission in all_permissions(r for r in resources if r["name"] == record["resource"]):
                        yield [kind, member, permission, record["id"]]
            case "any":
                yield from ([kind, member, permission] for permission in all_permissions(resources))
            case "see" | "set":
                yield from ([kind, member, field] for field in all_fields(resources))
            case "give":
                yield from ([kind, member, permission, scope] for permission in all_permissions(resources) for scope in SCOPES)
            case "give role":
                yield from ([kind, member, role["id"]] for role in world["roles"])
            case "simulate":
                yield from ([kind, member, role, random_change(dice, resources)] for role in roles)

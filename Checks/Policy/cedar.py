"""Cedar's answers to questions about a world."""

import json

import cedarpy

from encoding import entities, policies
from world import SCOPES, all_fields, all_permissions


def answers(world, questions):
    """Cedar's answers, in the order of the questions and in the engine's form."""
    cedar = Cedar(world, [request for question in questions for request in requests(world, question)])
    return [answer(world, question, cedar) for question in questions]


class Cedar:
    """What Cedar has to say in one world about all these requests, each of which is a principal, an action and a resource."""

    def __init__(self, world, requests):
        unique = list(dict.fromkeys(requests))
        names = ("principal", "action", "resource")
        results = cedarpy.is_authorized_batch(
            [{name: {"type": type, "id": str(id)} for name, (type, id) in zip(names, request)} for request in unique],
            cedarpy.PolicySet.from_str(policies(world)),
            cedarpy.Entities.from_json_str(json.dumps(entities(world))),
        )
        # A policy that fails is skipped by Cedar, which would make its answer worth nothing.
        if errors := [error for result in results for error in result.diagnostics.errors]:
            raise RuntimeError(f"Cedar: {errors}")
        self.results = dict(zip(unique, results, strict=True))

    def permits(self, principal, action, resource):
        return self.results[principal, ("Action", action), resource].allowed

    def deciding_roles(self, principal, action, resource):
        """The roles whose policies permit it: those that would be enough alone."""
        annotations = self.results[principal, ("Action", action), resource].diagnostics.id_annotations_by_reason
        return sorted({int(role) for role in annotations.values()})


def requests(world, question):
    """All that Cedar has to be asked in order to answer the question; mostly one thing."""
    kind, member, *what = question
    match kind:
        case "give role":
            asked = [(who, *right) for who in (("User", member), ("Role", what[0])) for right in all_rights(world)]
        case "simulate":
            asked = [(("User", member), *right) for right in all_rights(world)]
        case _:
            asked = [single_request(question)]
    return [(principal, ("Action", action), resource) for principal, action, resource in asked]


def single_request(question):
    kind, member, *what = question
    user = ("User", member)
    match kind:
        case "use":
            return user, what[0], ("Record", what[1])
        case "any":
            return user, what[0], ("Kind", kind_of(what[0]))
        case "see" | "set":
            return user, kind, ("Field", what[0])
        case "give":
            return user, f"give {what[0]}", ("Scope", what[1])


def all_rights(world):
    """Everything that can be given, and everything that can be done with fields."""
    permissions, fields = all_permissions(world["resources"]), all_fields(world["resources"])
    return [(f"give {permission}", ("Scope", scope)) for permission in permissions for scope in SCOPES] + [
        (action, ("Field", field)) for field in fields for action in ("see", "set")
    ]


def kind_of(name):
    """`leads` of `leads:read` and of `leads.score`."""
    return name.replace(".", ":").split(":")[0]


def answer(world, question, cedar):
    kind, member, *what = question
    match kind:
        case "use" | "any":
            request = single_request(question)
            return [cedar.permits(*request), cedar.deciding_roles(*request)]
        case "give role":
            # All that the role is permitted, the member has to be permitted too.
            user, role = ("User", member), ("Role", what[0])
            return all(cedar.permits(user, *right) for right in all_rights(world) if cedar.permits(role, *right))
        case "simulate":
            changed = after(world, *what)
            return differences(world, ("User", member), cedar, Cedar(changed, requests(changed, question)))
        case _:
            return cedar.permits(*single_request(question))


def after(world, id, change):
    """The world with one role changed."""

    def changed(role):
        if role["id"] != id:
            return role
        grants = {**dict(role["grants"]), **dict(change["grant"])}
        kept = [[permission, scope] for permission, scope in grants.items() if permission not in change["revoke"]]
        return {**role, "grants": kept, "fields": list(({**dict(role["fields"]), **dict(change["fields"])}).items())}

    return {**world, "roles": [changed(role) for role in world["roles"]]}


def differences(world, user, before, after):
    """What a user may do under the one and not under the other. Of fields, only where both permit anything on their kind."""
    kinds = granted_kinds(world, user, before) & granted_kinds(world, user, after)
    rights = {name: [widest(cedar, user, name) for cedar in (before, after)] for name in all_permissions(world["resources"])}
    for field in all_fields(world["resources"]):
        if kind_of(field) in kinds:
            rights[field] = [access(cedar, user, field) for cedar in (before, after)]
    return sorted(f"{name}: {old}, then {new}" for name, (old, new) in rights.items() if old != new)


def granted_kinds(world, user, cedar):
    return {kind_of(name) for name in all_permissions(world["resources"]) if widest(cedar, user, name) != "none"}


def widest(cedar, user, permission):
    scopes = [scope for scope in SCOPES if cedar.permits(user, f"give {permission}", ("Scope", scope))]
    return scopes[-1] if scopes else "none"


def access(cedar, user, field):
    if cedar.permits(user, "set", ("Field", field)):
        return "full"
    return "readonly" if cedar.permits(user, "see", ("Field", field)) else "hidden"

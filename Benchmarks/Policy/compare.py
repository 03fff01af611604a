"""Lets Casbin and Cedar decide what the Swift engine has decided, under the same policy, and says how long they take for it.

Both are asked as their pages advise: the policy is read once, Cedar's entities too. Casbin is asked twice, plainly and with its index.
"""

import json
import pathlib
import statistics
import sys
import time

import casbin
import cedarpy

OWN = "resource has owner && resource.owner == principal || resource has assignee && resource.assignee == principal"
TEAM = "resource has owner && resource.owner in principal.teams || resource has assignee && resource.assignee in principal.teams"
REACH = {"own": f" when {{ {OWN} }}", "team": f" when {{ {OWN} || {TEAM} }}", "organization": ""}


def casbin_decides(policy, enforcer, count):
    member, teammates = str(policy["member"]), {str(user) for user in policy["teammates"]}

    def reaches(scope, user, owner, assignee):
        mine = user in (owner, assignee)
        return mine or scope == "organization" or scope == "team" and (owner in teammates or assignee in teammates)

    enforcer.add_policies([[permission, f"role {role}", scope] for role, permission, scope in policy["grants"]])
    enforcer.add_grouping_policies([[member, f"role {role}"] for role in policy["roles"]])
    enforcer.add_function("reaches", reaches)
    asked = [[permission, member, str(owner), str(assignee)] for permission, owner, assignee, _ in policy["decisions"][:count]]
    return timed(lambda request: enforcer.enforce(*request), asked)


def cedar_decides(policy, count):
    decisions = policy["decisions"][:count]
    policies = cedarpy.PolicySet.from_str("\n".join(
        f'permit(principal in Role::"{role}", action == Action::"{permission}", resource){REACH[scope]};'
        for role, permission, scope in policy["grants"]
    ))
    team = {"type": "Team", "id": "1"}
    roles = [{"type": "Role", "id": str(role)} for role in policy["roles"]]
    entities = [
        entity("User", user, [team] + (roles if user == policy["member"] else []), {"teams": [{"__entity": team}]})
        for user in policy["teammates"]
    ]
    for number, (_, owner, assignee, _) in enumerate(decisions):
        owners = {"owner": owner, "assignee": assignee}
        references = {name: {"__entity": {"type": "User", "id": str(user)}} for name, user in owners.items() if user is not None}
        entities.append(entity("Record", number, [], references))
    handle = cedarpy.Entities.from_json_str(json.dumps(entities))
    asked = [
        {"principal": f'User::"{policy["member"]}"', "action": f'Action::"{permission}"', "resource": f'Record::"{number}"'}
        for number, (permission, *_) in enumerate(decisions)
    ]
    results, times = timed(lambda request: cedarpy.is_authorized(request, policies, handle), asked)
    inside = [result.metrics["authz_duration_micros"] * 1_000 for result in results]
    return [result.allowed for result in results], times, inside


def entity(type, id, parents, attributes):
    return {"uid": {"type": type, "id": str(id)}, "attrs": attributes, "parents": parents}


def timed(decide, requests):
    """The answers and, for each, its nanoseconds. The first requests are asked once before, to be warm."""
    for request in requests[:5]:
        decide(request)
    answers, times = [], []
    for request in requests:
        start = time.perf_counter_ns()
        answers.append(decide(request))
        times.append(time.perf_counter_ns() - start)
    return answers, times


def report(name, policy, answers, times):
    expected = [decision[3] for decision in policy["decisions"][: len(answers)]]
    if answers != expected:
        sys.exit(f"{name} decides otherwise: {[policy['decisions'][i] for i, yes in enumerate(answers) if yes != expected[i]][:3]}")
    row(name, statistics.median(times), sorted(times)[len(times) * 99 // 100], policy["nanoseconds"][0], len(answers))


def row(name, median, slowest, ours, count):
    print(f"{name:<48}{median / 1_000:>13,.2f}{slowest / 1_000:>13,.2f}{median / ours:>13,.0f}{count:>13,}")


def main():
    with open(sys.argv[1]) as file:
        policy = json.load(file)
    median, slowest, _ = policy["nanoseconds"]
    print(f"\n{'microseconds; 50 roles × 200 grants':<48}{'p50':>13}{'p99':>13}{'p50 / ours':>13}{'same answers':>13}")
    row("Rookery", median, slowest, median, len(policy["decisions"]))
    answers, times, inside = cedar_decides(policy, 1_000)
    report("Cedar (cedarpy)", policy, answers, times)
    report("  of that inside Cedar, without Python", policy, answers, inside)
    model = str(pathlib.Path(__file__).with_name("casbin.conf"))
    report("Casbin (FastEnforcer, by permission)", policy, *casbin_decides(policy, casbin.FastEnforcer(model, cache_key_order=[0]), 1_000))
    report("Casbin (Enforcer)", policy, *casbin_decides(policy, casbin.Enforcer(model), 50))


if __name__ == "__main__":
    main()

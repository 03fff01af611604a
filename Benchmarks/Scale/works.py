"""The kinds of requests that are measured: the comparison's six, and a search that finds one lead however many there are."""

import random

LEAD = (
    '{{"first_name":"New","last_name":"Lead","email":"new{number}@lead.example","phone":"+1-555-0100","company_name":"X",'
    '"source":"website","priority":"high","status":"new","score":10}}'
)
WORKS = {
    "get": "/api/customers/{id}/",
    "list": "/api/customers/?status=active&page_size=50",
    "deep": "/api/customers/?page={page}&page_size=50",
    "search": "/api/leads/?search=smith&page_size=20",  # every twentieth lead
    "find": "/api/leads/?search=ada.160@lead&page_size=20",  # one of them
    "stats": "/api/deals/stats/",
    "create": "/api/leads/",
}
SIX = [name for name in WORKS if name != "find"]


def request(server, work):
    """One request of that kind, as bytes."""
    path = WORKS[work].format(id=server.random_id(), page=server.page)
    head = f" {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n"
    if work != "create":
        return f"GET{head}\r\n".encode()
    body = LEAD.format(number=random.randrange(10**9))
    return f"POST{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def script(server, work):
    """The same for wrk, in Lua: `request()` of one kind, each time of another customer or with another email."""
    path = WORKS[work].format(id='" .. ids[math.random(#ids)] .. "', page=server.page)
    authorization = f'["Authorization"] = "Bearer {server.token}"'
    lines = [f"math.randomseed({random.randrange(2**30)})", f"local ids = {{{','.join(map(str, server.ids))}}}", "function request()"]
    if work == "create":
        body = LEAD.format(number="' .. math.random(1000000000) .. '")
        lines.append(f"""  return wrk.format("POST", "{path}", {{["Content-Type"] = "application/json", {authorization}}}, '{body}')""")
    else:
        lines.append(f'  return wrk.format("GET", "{path}", {{{authorization}}})')
    return "\n".join([*lines, "end\n"])

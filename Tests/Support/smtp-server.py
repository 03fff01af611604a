"""A mail server for tests, over aiosmtpd: says its port, then each message that it takes, as lines of JSON on standard output."""

import argparse
import asyncio
import email
import email.policy
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("--security", choices=["none", "starttls", "implicit"], default="none")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--refuse", help="recipients that begin so are refused for good")
parser.add_argument("--later", type=int, default=0, help="how many times it asks to come later")
parser.add_argument("--hang", action="store_true", help="takes connections and never says a word")
arguments = parser.parse_args()


def say(**members):
    print(json.dumps(members), flush=True)


class Handler:
    later = arguments.later

    async def handle_RCPT(self, server, session, envelope, address, options):
        if arguments.refuse and address.startswith(arguments.refuse):
            return "550 5.1.1 No such mailbox"
        if self.later > 0:
            self.later -= 1
            return "451 4.7.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        # Python's own reader of mail, which knows nothing of what wrote it.
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say(
            sender=envelope.mail_from,
            recipients=envelope.rcpt_tos,
            secure=bool(session.ssl) or arguments.security == "implicit",
            login=(session.auth_data or {}).get("user") if session.authenticated else None,
            headers={name.lower(): str(value) for name, value in message.items()},
            text=message.get_content().replace("\r\n", "\n"),
            longest=max(len(line) for line in envelope.original_content.split(b"\r\n")),
            defects=[str(defect) for defect in message.defects],
        )
        return "250 2.0.0 OK"


def authenticate(server, session, envelope, mechanism, data):
    given = (data.login.decode(), data.password.decode())
    is_right = given == (arguments.user, arguments.password)
    return AuthResult(success=is_right, handled=is_right, auth_data={"user": given[0]})


async def main():
    context = None
    if arguments.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
    is_implicit = arguments.security == "implicit"

    def session():
        return SMTP(
            handler,
            enable_SMTPUTF8=True,
            tls_context=context if arguments.security == "starttls" else None,
            require_starttls=arguments.security == "starttls",
            authenticator=authenticate if arguments.user else None,
            auth_required=bool(arguments.user),
            auth_require_tls=not is_implicit and bool(context),
        )

    async def silence(reader, writer):
        await reader.read()

    handler = Handler()
    if arguments.hang:
        server = await asyncio.start_server(silence, "127.0.0.1", 0)
    else:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(session, "127.0.0.1", 0, ssl=context if is_implicit else None)
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())

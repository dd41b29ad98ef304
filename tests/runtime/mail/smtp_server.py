"""A real mail server with TLS and AUTH for the mail tests.

Usage: smtp_server.py CERTIFICATE KEY starttls|implicit MECHANISM
Takes mail from user "flow" with password "right horse" by MECHANISM (PLAIN or LOGIN) only.
Prints "ready PORT", then "mail FROM TO,TO HEX" for each mail; ends when its stdin does.
"""

import asyncio
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

MECHANISMS = {"PLAIN", "LOGIN"}


class Printer:
    async def handle_DATA(self, server, session, envelope):
        recipients = ",".join(envelope.rcpt_tos)
        print("mail", envelope.mail_from, recipients, envelope.content.hex(), flush=True)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, login):
    right = login.login == b"flow" and login.password == b"right horse"
    return AuthResult(success=right, handled=False)


async def serve(certificate, key, mode, mechanism):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    starttls = mode == "starttls"
    loop = asyncio.get_running_loop()

    def connection():
        return SMTP(
            Printer(),
            hostname="localhost",
            tls_context=tls if starttls else None,
            require_starttls=starttls,
            auth_required=True,
            auth_require_tls=starttls,
            auth_exclude_mechanism=MECHANISMS - {mechanism},
            authenticator=authenticate,
            loop=loop,
        )

    server = await loop.create_server(connection, "127.0.0.1", 0, ssl=None if starttls else tls)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


# The failures that the tests provoke are no news.
logging.disable()
warnings.simplefilter("ignore")
asyncio.run(serve(*sys.argv[1:]))

"""A real HTTPS server for the tests of the client.

Usage: tls_server.py CERTIFICATE KEY
Prints "ready PORT", then "asked METHOD PATH AUTHORIZATION" for each request; ends when its stdin does.
"""

import http.server
import ssl
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print("asked", self.command, self.path, self.headers.get("Authorization"), flush=True)
        body = b'{"secure":true}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The failures that the tests provoke are no news."""


tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(*sys.argv[1:])
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
server.socket = tls.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("ready", server.server_port, flush=True)
sys.stdin.read()

# ClickHouse's HTTP interface around the real engine in one process (chdb): what the official client sends is run as it is. Accounts are
# all that is made up: one user with one password. Ends when its standard input does.
import base64
import http.server
import os
import sys
import threading
import urllib.parse

from chdb import session

engine = session.Session()
lock = threading.Lock()
password = os.environ["ENGINE_PASSWORD"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fail(self, status, code, text):
        self.answer(status, text.encode(), [("X-ClickHouse-Exception-Code", code), ("Content-Type", "text/plain; charset=UTF-8")])

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def do_GET(self):
        self.answer(200, b"Ok.\n")

    def do_POST(self):
        body = self.body().decode()
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        given = base64.b64decode(self.headers.get("Authorization", "Basic ")[6:]).decode()
        if given != "default:" + password:
            self.fail(403, "516", "Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)")
            return
        sql = asked.get("query", [""])[0] + body
        try:
            with lock:
                result = bytes(engine.query(sql, "TabSeparated").bytes())
        except Exception as error:
            text = str(error)
            code = text.split("Code: ", 1)[-1].split(".", 1)[0]
            self.fail(404 if code == "60" else 500, code if code.isdigit() else "0", text)
            return
        self.answer(200, result, [("X-ClickHouse-Query-Id", asked.get("query_id", [""])[0]), ("Content-Type", "application/x-ndjson; charset=UTF-8")])

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)

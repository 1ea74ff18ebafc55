"""Serves a folder as az://bucket/mail by Azurite, on a free port of loopback, until standard input ends.

Usage: azurite_server.py FOLDER WORK AZURITE...: WORK is a folder for what Azurite writes, AZURITE the command that starts it.
"""

import base64
import email.utils
import hashlib
import hmac
import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.parse

# the account that Azurite has, with the key that its documentation tells
ACCOUNT, KEY = os.environ["AZURE_STORAGE_ACCOUNT_NAME"], base64.b64decode(os.environ["AZURE_STORAGE_ACCOUNT_KEY"])

root, work, command = sys.argv[1], sys.argv[2], sys.argv[3:]
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
options = ["--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", work]
options += ["--blobHost", "127.0.0.1", "--blobPort", str(port)]
server = subprocess.Popen(command + options, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def put(path, query, fields, body=b""):
    """Asks with a signature: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key"""
    path = f"/{ACCOUNT}/" + urllib.parse.quote(path)
    fields = {**fields, "x-ms-date": email.utils.formatdate(usegmt=True), "x-ms-version": "2021-12-02"}
    length = str(len(body)) if body else ""
    own = "".join(f"{name}:{fields[name]}\n" for name in sorted(fields))
    resource = f"/{ACCOUNT}{path}" + "".join(f"\n{name}:{value}" for name, value in sorted(query.items()))
    text = f"PUT\n\n\n{length}\n\n\n\n\n\n\n\n\n{own}{resource}"
    signature = base64.b64encode(hmac.new(KEY, text.encode(), hashlib.sha256).digest()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    fields |= {"Authorization": f"SharedKey {ACCOUNT}:{signature}", "Content-Length": str(len(body))}
    connection.request("PUT", path + "?" + urllib.parse.urlencode(query), body, fields)
    answer = connection.getresponse()
    if answer.status != 201:
        sys.exit(f"{path}: {answer.status} {answer.read(300)}")


try:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    put("bucket", {"restype": "container"}, {})
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                put("bucket/mail/" + os.path.relpath(path, root), {}, {"x-ms-blob-type": "BlockBlob"}, file.read())
    print(port, flush=True)
    sys.stdin.read()
finally:
    server.terminate()
    server.wait()

"""Serves a folder as s3://bucket/mail, and small objects of the keys named, on a free port of loopback, until standard input ends."""

import os
import sys

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1")
client.create_bucket(Bucket="bucket")
root = sys.argv[1]
for folder, _, names in os.walk(root):
    for name in names:
        path = os.path.join(folder, name)
        key = "mail/" + os.path.relpath(path, root)
        with open(path, "rb") as file:
            client.put_object(Bucket="bucket", Key=key, Body=file.read())
for key in sys.argv[2:]:
    client.put_object(Bucket="bucket", Key=key, Body=b"From: jan@klant.example\n\n020-5550101\n")
print(port, flush=True)
sys.stdin.read()
server.stop()

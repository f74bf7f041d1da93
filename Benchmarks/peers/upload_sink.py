"""A data.gov.sg of which only an upload is needed, and a storage that reads a file and keeps nothing of it.

    python3 upload_sink.py PORT

One process for each connection, so that reading is as fast as one processor allows.
"""
import json
import os
import signal
import socket
import sys

port = int(sys.argv[1])
link = {"url": f"http://127.0.0.1:{port}/storage?X-Amz-SignedHeaders=host"}
search = {"success": True, "result": {"fields": [], "records": [], "total": 0}}
answers = {
    "ingestion-status": (200, {"code": 0, "data": {"status": "INGESTION_SUCCESS"}}),
    "upload-link": (201, {"code": 0, "data": link}),
    "metadata": (200, {"code": 0, "data": {"lastUpdatedAt": "2026-01-01T00:00:00.000Z"}}),
    "datastore_search": (200, search),
    "storage": (200, {}),
}


def serve(connection):
    buffer = bytearray(1 << 20)
    ahead = b""
    while True:
        while b"\r\n\r\n" not in ahead:
            part = connection.recv(65536)
            if not part:
                return
            ahead += part
        head, _, ahead = ahead.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        rest = int(fields.get("content-length", 0)) - len(ahead)
        while rest > 0:
            rest -= connection.recv_into(buffer, min(rest, len(buffer)))
        ahead = b""
        status, body = answers[lines[0].split(" ")[1].partition("?")[0].rsplit("/", 1)[1]]
        text = json.dumps(body).encode()
        connection.sendall(
            f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode()
            + text)


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server(("127.0.0.1", port))
while True:
    connection, _ = listener.accept()
    if os.fork() == 0:
        listener.close()
        serve(connection)
        os._exit(0)
    connection.close()

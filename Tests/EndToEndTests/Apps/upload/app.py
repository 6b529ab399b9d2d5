"""Reads a form with files (multipart/form-data) and returns its fields, and the size and digest of each file."""

import base64
import hashlib
import json
from email.message import Message


def handler(event, context):
    kind = event.get("headers", {}).get("content-type", "")
    body = event.get("body") or ""
    data = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    boundary = header(kind).get_param("boundary")
    if header(kind).get_content_type() != "multipart/form-data" or not boundary:
        return answer(415, {"message": f"not a form with files: {kind!r}"})

    fields, files = {}, []
    for head, content in parts(data, boundary.encode()):
        disposition = header(head.get("content-disposition", ""), "content-disposition")
        name = disposition.get_param("name", header="content-disposition")
        file = disposition.get_param("filename", header="content-disposition")
        if file is None:
            fields[name] = content.decode()
            continue
        files.append(
            {
                "field": name,
                # A browser writes a quotation mark of the name as %22.
                "name": file.replace("%22", '"'),
                "type": head.get("content-type", ""),
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    print(f"{len(fields)} fields, {len(files)} files, {len(data)} bytes")
    return answer(200, {"fields": fields, "files": files, "bytes": len(data)})


def parts(data, boundary):
    """The headers of each part, names in lower case, and its content."""
    # The first boundary is at the beginning of the body, each later one after a line break.
    for part in (b"\r\n" + data).split(b"\r\n--" + boundary)[1:]:
        if part.startswith(b"--"):
            return
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = (line.partition(":") for line in head.decode().split("\r\n"))
        yield {name.strip().lower(): value.strip() for name, _, value in lines}, content
    raise ValueError("the form has no end")


def header(text, name="content-type"):
    message = Message()
    message[name] = text
    return message


def answer(status, result):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(result, ensure_ascii=False),
    }

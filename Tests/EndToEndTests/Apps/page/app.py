"""A website in one function: a page, its script and style sheet, an image, and a small API for the page itself."""

import base64
import json
import os

FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/script.js": ("script.js", "text/javascript; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
}
# One red pixel: a response in base64.
PIXEL = base64.b64encode(
    b"GIF87a\x01\x00\x01\x00\x80\x01\x00\xff\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
).decode()


def handler(event, context):
    http = event["requestContext"]["http"]
    path = event["rawPath"]
    if http["method"] == "GET" and path in FILES:
        name, kind = FILES[path]
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), encoding="utf-8") as file:
            return answer(200, file.read(), {"content-type": kind})
    if path == "/pixel.gif":
        return {**answer(200, PIXEL, {"content-type": "image/gif"}), "isBase64Encoded": True}
    if path == "/favicon.ico":
        return {"statusCode": 204}
    if path == "/login":
        return {
            **answer(302, "", {"location": "/echo?from=login"}),
            "cookies": ["session=one; HttpOnly; SameSite=Lax", "theme=dark; SameSite=Lax"],
        }
    if path == "/echo":
        return echo(event)
    return answer(404, json.dumps({"message": f"there is no {path}"}), {"content-type": "application/json"})


def echo(event):
    """The parts of the event that the page checks."""
    cookies = sorted(cookie.partition("=")[0] for cookie in event.get("cookies", []))
    # Without `statusCode`, the object is the JSON body of a response with status 200.
    return {
        "method": event["requestContext"]["http"]["method"],
        "query": event.get("queryStringParameters", {}),
        "cookies": cookies,
        "body": event.get("body"),
        "site": event["headers"].get("sec-fetch-site"),
    }


def answer(status, body, headers):
    return {"statusCode": status, "headers": headers, "body": body}

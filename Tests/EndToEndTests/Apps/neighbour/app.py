"""A function that a page of another origin calls. It returns the request that it got."""

import json


def handler(event, context):
    body = event.get("body")
    return {
        "statusCode": 201,
        # A page may read only what the settings of CORS expose.
        "headers": {"content-type": "application/json", "x-seen": "yes", "x-unseen": "yes"},
        "body": json.dumps(
            {
                "method": event["requestContext"]["http"]["method"],
                "origin": event["headers"].get("origin"),
                "trial": event["headers"].get("x-trial"),
                "body": json.loads(body) if body else None,
            }
        ),
    }

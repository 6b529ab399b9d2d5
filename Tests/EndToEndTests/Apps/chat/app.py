"""The routes of a WebSocket API: a room in which each connection gets all messages.

They are sent by plain HTTP requests to `@connections`, because the image has no SDK. The variable
`AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI` has the address of the stage; without it the event's domain and stage are used.
"""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

# The names in the room by connection id. One execution environment must take all calls.
room = {}


def handler(event, context):
    request = event["requestContext"]
    connection = request["connectionId"]
    match request["routeKey"]:
        case "$connect":
            query = event.get("queryStringParameters") or {}
            if query.get("token") == "wrong":
                return {"statusCode": 401}
            room[connection] = query.get("name", "guest")
        case "$disconnect":
            room.pop(connection, None)
            print(f"{connection} has left: {request.get('disconnectStatusCode')} {request.get('disconnectReason')}")
        case "send":
            text = json.loads(event["body"])["text"]
            for other in list(room):
                post(request, other, {"heard": text, "from": room[connection]})
        case "who":
            known = json.loads(call(request, "GET", connection))
            post(request, connection, {"who": room[connection], "known": sorted(known)})
        case "leave":
            call(request, "DELETE", connection)
        case route:
            post(request, connection, {"route": route, "body": event.get("body")})
    return {"statusCode": 200}


def post(request, connection, message):
    try:
        call(request, "POST", connection, json.dumps(message, ensure_ascii=False).encode())
    except urllib.error.HTTPError as error:
        if error.code != 410:
            raise
        # The connection has ended, and `$disconnect` has not been called yet.
        room.pop(connection, None)


def call(request, method, connection, body=None):
    stage = os.environ.get("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI") or f"https://{request['domainName']}/{request['stage']}"
    url = f"{stage}/@connections/{urllib.parse.quote(connection, safe='')}"
    with urllib.request.urlopen(urllib.request.Request(url, body, method=method), timeout=10) as response:
        return response.read()

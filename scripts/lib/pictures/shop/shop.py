"""Makes the project of the pictures from a copy of the sample: more functions, events, and free ports.

    shop.py FOLDER
"""

import json
import pathlib
import shutil
import socket
import sys

here, shop = pathlib.Path(__file__).parent, pathlib.Path(sys.argv[1])


def cart(number, **items):
    """An event with a cart, as an HTTP API passes it."""
    body = {"id": number, "items": [{"sku": sku, "quantity": count} for sku, count in items.items()]}
    return {
        "version": "2.0",
        "routeKey": "POST /checkout",
        "rawPath": "/checkout",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": "POST", "path": "/checkout"}, "stage": "$default"},
        "body": json.dumps(body),
    }


def free_ports(count):
    """Free ports in a row: the sample itself may be running on its own ones."""
    for first in range(9001, 9900, 100):
        sockets = [socket.socket() for _ in range(count)]
        try:
            for port, each in enumerate(sockets, first):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                each.bind(("127.0.0.1", port))
            return range(first, first + count)
        except OSError:
            continue
        finally:
            for each in sockets:
                each.close()
    sys.exit("screenshots: there are no free ports from 9001")


events = {
    "checkout": {
        "cart-lamps": cart("c-1041", lamp=3),
        "cart-office": cart("c-1042", desk=1, lamp=2, chair=2),
        "cart-chairs": cart("c-1043", lamp=1, chair=4),
        "cart-large": cart("c-1044", desk=9),
        "cart-gift": cart("c-1045", lamp=1),
    },
    "thumbnails": {
        "sea": {"key": "sea.jpg", "bytes": 1843220},
        "mountain": {"key": "mountain.jpg", "bytes": 604511},
        "notes": {"key": "notes.txt", "bytes": 812},
    },
}
for function, named in events.items():
    shutil.copytree(here / function, shop / function)
    (shop / "events" / function).mkdir(parents=True)
    for name, event in named.items():
        (shop / "events" / function / f"{name}.json").write_text(json.dumps(event, indent=2) + "\n")

path = shop / "functions.json"
manifest = json.loads(path.read_text())
manifest["functions"] = {
    "checkout": {
        "runtime": "python3.13",
        "handler": "app.handler",
        "code": "checkout",
        "logging": {"logFormat": "JSON"},
    },
    "thumbnails": {"runtime": "nodejs22.x", "handler": "app.handler", "code": "thumbnails"},
} | manifest["functions"]
*ports, manifest["api"]["port"] = free_ports(len(manifest["functions"]) + 1)
for port, function in zip(ports, manifest["functions"].values()):
    function["port"] = port
web = manifest["functions"]["web"]
web["environment"]["API"] = f"http://127.0.0.1:{manifest['api']['port']}"
manifest["api"]["cors"]["allowOrigins"] = [f"http://{host}:{web['port']}" for host in ("127.0.0.1", "localhost")]
path.write_text(json.dumps(manifest, indent=2) + "\n")

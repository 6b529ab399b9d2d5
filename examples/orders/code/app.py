"""Takes orders, from a queue or over HTTP. An order that cannot be taken goes back to the queue or is refused."""

import base64
import json
import logging
import os

from orderkit import PRICES, STOCK, OrderError, read_lines

log = logging.getLogger()
log.setLevel(logging.INFO)

# By id. They last as long as this execution environment; a real shop has a table.
orders = {}


def handler(event, context):
    if "Records" in event:
        return take_batch(event["Records"])
    return answer(event)


def take_batch(records):
    failures = []
    for record in records:
        try:
            take(json.loads(record["body"]))
        except OrderError as error:
            log.error("order %s goes back to the queue: %s", record["messageId"], error)
            failures.append({"itemIdentifier": record["messageId"]})
    log.info("%d taken, %d back", len(records) - len(failures), len(failures))
    return {"batchItemFailures": failures}


def answer(event):
    http = event["requestContext"]["http"]
    match http["method"], http["path"].strip("/").split("/"):
        case "GET", ["items"]:
            return reply(200, [{"item": item, "price": str(PRICES[item]), "stock": STOCK[item]} for item in PRICES])
        case "POST", ["orders"]:
            try:
                return reply(201, take(read_body(event)))
            except OrderError as error:
                log.warning("an order is refused: %s", error)
                return reply(422, {"message": str(error)})
        case "GET", ["orders", number] if number in orders:
            return reply(200, orders[number])
        case _:
            return reply(404, {"message": f"there is no {http['path']}"})


def read_body(event):
    body = event.get("body") or "{}"
    try:
        order = json.loads(base64.b64decode(body) if event.get("isBase64Encoded") else body)
    except ValueError as error:
        raise OrderError(f"the order is not JSON: {error}") from error
    return {"id": 1000 + len(orders), "customer": "web", **order}


def take(order):
    currency = os.environ.get("CURRENCY", "EUR")
    lines = read_lines(order)
    if not lines:
        log.warning("order %s is empty", order["id"])
    for line in lines:
        if line.quantity >= STOCK[line.item]:
            log.warning("stock of %s is low: %d left", line.item, STOCK[line.item])
    total = sum(line.price for line in lines)
    log.info("order %s of %s: %d lines, %s %s", order["id"], order["customer"], len(lines), total, currency)
    orders[str(order["id"])] = {**order, "total": str(total), "currency": currency}
    return orders[str(order["id"])]


def reply(status, result):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(result, ensure_ascii=False),
    }

"""Takes orders from a queue. An order that cannot be taken goes back to the queue; the rest of the batch is done."""

import json
import logging
import os

from orderkit import STOCK, OrderError, read_lines

log = logging.getLogger()
log.setLevel(logging.INFO)


def handler(event, context):
    currency = os.environ.get("CURRENCY", "EUR")
    failures = []
    for record in event["Records"]:
        try:
            take(json.loads(record["body"]), currency)
        except OrderError as error:
            log.error("order %s goes back to the queue: %s", record["messageId"], error)
            failures.append({"itemIdentifier": record["messageId"]})
    log.info("%d taken, %d back", len(event["Records"]) - len(failures), len(failures))
    return {"batchItemFailures": failures}


def take(order, currency):
    lines = read_lines(order)
    if not lines:
        log.warning("order %s is empty", order["id"])
    for line in lines:
        if line.quantity >= STOCK[line.item]:
            log.warning("stock of %s is low: %d left", line.item, STOCK[line.item])
    total = sum(line.price for line in lines)
    log.info("order %s of %s: %d lines, %s %s", order["id"], order["customer"], len(lines), total, currency)

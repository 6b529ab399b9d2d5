"""Prices a cart and takes its items from the stock."""

import json
import logging
import time

log = logging.getLogger()
log.setLevel("INFO")

PRICES = {"lamp": 39.90, "desk": 249.00, "chair": 89.50}
STOCK = {"lamp": 120, "desk": 31, "chair": 2}
SHIPPING = 4.90


class OutOfStock(Exception):
    pass


def handler(event, context):
    cart = json.loads(event["body"])
    log.info("cart received", extra={"cart": cart["id"], "items": len(cart["items"])})
    total = round(sum(take(item) for item in cart["items"]), 2)
    if total > 1000:
        log.warning("needs approval", extra={"cart": cart["id"], "total": total})
        return answer(402, {"cart": cart["id"], "message": "needs approval"})
    log.info("cart priced", extra={"cart": cart["id"], "total": total})
    return answer(200, {"cart": cart["id"], "total": total, "shipping": SHIPPING, "items": cart["items"]})


def take(item):
    sku, wanted = item["sku"], item["quantity"]
    time.sleep(wanted * 0.006)
    if wanted > STOCK[sku]:
        log.error("too few in stock", extra={"sku": sku})
        raise OutOfStock(f"{sku}: {STOCK[sku]} left, not {wanted}")
    return PRICES[sku] * wanted


def answer(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}

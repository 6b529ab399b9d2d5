"""What the order functions share, deployed as a layer: prices, and reading an order."""

from dataclasses import dataclass
from decimal import Decimal

PRICES = {"lamp": Decimal("39.90"), "desk": Decimal("249.00"), "chair": Decimal("89.50")}
STOCK = {"lamp": 120, "desk": 2, "chair": 31}


class OrderError(ValueError):
    """An order that cannot be taken."""


@dataclass(frozen=True)
class Line:
    item: str
    quantity: int

    @property
    def price(self) -> Decimal:
        return PRICES[self.item] * self.quantity


def read_lines(order: dict) -> list[Line]:
    lines = [Line(line["item"], int(line["quantity"])) for line in order.get("lines", [])]
    for line in lines:
        if line.item not in PRICES:
            raise OrderError(f"there is no {line.item!r} in the shop")
        if line.quantity < 1:
            raise OrderError(f"{line.quantity} of {line.item!r} cannot be ordered")
    return lines

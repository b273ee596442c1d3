"""Orders: has an order priced and its transport quoted, then tells shipping over the queue. Holds no tracing code."""

import asyncio
import json
import logging
import os

import httpx
import pika
import requests
from fastapi import FastAPI, HTTPException
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, PositiveInt

PRICING = os.environ["PRICING_URL"]
SHIPPING = os.environ["SHIPPING_URL"]
QUEUE = "orders.placed"

log = logging.getLogger("orders")
app = FastAPI()


class Order(BaseModel):
    item: str
    count: PositiveInt


def discount_of(item: str) -> float:
    """Asks with requests, which blocks, where the rest of this file asks with httpx: both are common, both must join."""
    answer = requests.get(f"{PRICING}/discounts/{item}", timeout=10)
    answer.raise_for_status()
    return answer.json()["percent"]


def announce(order: Order, total: float) -> None:
    """Puts the order on the queue. The instrumentation of pika writes the trace's context into the message's headers."""
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
    try:
        channel = connection.channel()
        channel.queue_declare(QUEUE)
        message = json.dumps({"item": order.item, "count": order.count, "total": total})
        channel.basic_publish("", QUEUE, message.encode())
    finally:
        connection.close()


@app.post("/orders", status_code=201)
async def place(order: Order) -> dict[str, float]:
    """Prices, quotes, announces. A failure behind it is a 502, so that the caller sees whose fault it was."""
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            price, quote, percent = await asyncio.gather(
                client.get(f"{PRICING}/prices/{order.item}", params={"count": order.count}),
                client.post(f"{SHIPPING}/quotes", params={"count": order.count}),
                run_in_threadpool(discount_of, order.item),
            )
            price.raise_for_status()
            quote.raise_for_status()
    except (httpx.HTTPError, requests.RequestException) as error:
        log.error("order of %s failed: %s", order.item, error)
        raise HTTPException(502, "pricing or shipping failed") from error
    total = round(price.json()["price"] * (1 - percent / 100) + quote.json()["price"], 2)
    await run_in_threadpool(announce, order, total)
    log.info("order of %d %s placed", order.count, order.item)
    return {"total": total}

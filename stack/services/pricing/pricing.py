"""Pricing: prices and discounts, after a look at what is in stock. A second Python service with another framework."""

import os

import requests
from flask import Flask, abort, request

STOCK = os.environ["STOCK_URL"]
PRICES = {"thread": 4.5, "lantern": 32.0, "labyrinth": 900.0, "ship": 400.0}

app = Flask(__name__)


@app.get("/prices/<item>")
def price(item: str):
    """The price of `count` pieces; scarce items cost a tenth more. 502 when stock fails."""
    answer = requests.get(f"{STOCK}/stock/{item}", timeout=10)
    if not answer.ok:
        abort(502)
    scarcity = 1.1 if answer.json()["available"] < 100 else 1
    return {"price": PRICES[item] * scarcity * request.args.get("count", 1, int)}


@app.get("/discounts/<item>")
def discount(item: str):
    """The discount in percent; every item but thread has none."""
    return {"percent": 5 if item == "thread" else 0}

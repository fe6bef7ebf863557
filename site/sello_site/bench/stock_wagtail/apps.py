"""The app of the stock project."""

from __future__ import annotations

from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "sello_site.bench.stock_wagtail"
    label = "stock"

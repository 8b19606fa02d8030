"""Who brings people to the broker: introducing brokers and affiliates, each with campaigns and a quality of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partner:
    """`weight` is its share of the leads; `converts` and `funds` multiply the usual rates of its people."""

    id: str
    name: str
    kind: str
    weight: int
    converts: float
    funds: float
    medium: str
    campaigns: tuple[str, ...]


PARTNERS = (
    Partner("IB-101", "Northwind Trading School", "ib", 14, 1.3, 1.3, "referral", ("ns-beginners", "ns-webinar")),
    Partner("IB-102", "Kowalski i Wspólnicy", "ib", 11, 1.1, 1.2, "referral", ("pl-rynek", "pl-szkolenie")),
    Partner("IB-103", "Levante Capital Club", "ib", 9, 1.0, 1.0, "email", ("es-club", "es-otono")),
    Partner("IB-104", "Fast Registrations Ltd", "ib", 12, 1.9, 0.25, "email", ("bonus-100", "bonus-again")),
    Partner("IB-105", "O'Neill & Sons <FX>", "ib", 6, 0.9, 1.1, "referral", ("ie-partners",)),
    Partner("IB-106", "東京マーケット", "ib", 5, 1.0, 1.4, "referral", ("jp-spring",)),
    Partner("IB-107", "Alpine Vermögen AG", "ib", 5, 0.8, 1.5, "phone", ("ch-premium",)),
    Partner("IB-108", "Quiet Partners", "ib", 1, 0.6, 0.8, "referral", ("quiet",)),
    Partner("AFF-2001", "comparebrokers.example", "affiliate", 10, 0.8, 0.9, "cpa", ("cb-table", "cb-review")),
    Partner("AFF-2002", "=SUM(Deals)", "affiliate", 4, 0.7, 0.7, "cpa", ("sheet-1",)),
    Partner("AFF-2003", "ForexDaily", "affiliate", 7, 0.9, 0.8, "banner", ("fd-home", "fd-news", "fd-app")),
    Partner("AFF-2004", "Gold Signals 24/7", "affiliate", 5, 1.2, 0.5, "social", ("gold-tg",)),
)
"""IB-104 brings many who register and few who pay."""

DIRECT_WEIGHT = 26
"""The share of those who come by themselves."""
DIRECT_CAMPAIGNS = ("", "", "brand-search", "app-store", "retarget-q")

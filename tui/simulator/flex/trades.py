"""The Trades section (summaries, orders, executions, closed lots), trade confirmations and cash transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tui.simulator.flex.days import Span, day_of
from tui.simulator.flex.rows import Attributes, Page, Row, category, conid, cut, instrument, number
from tui.simulator.flex.story import ZERO, Leg
from tui.simulator.market import Symbol


@dataclass(frozen=True, slots=True)
class Deed:
    """One side of a position: its opening (all its legs together) or the closing of a leg. `units` carry the side."""

    symbol: Symbol
    order: int
    position: int
    at_ms: int
    opened_at_ms: int
    units: Decimal
    price: Decimal
    commission: Decimal
    opens: bool
    change: Decimal = ZERO
    profit: Decimal = ZERO
    cost: Decimal = ZERO
    reason: str = ""

    @property
    def proceeds(self) -> Decimal:
        """What it brought in, in the instrument's currency."""
        return -self.units * self.price


@dataclass(frozen=True, slots=True)
class Trading:
    """Makes these sections' rows for one page."""

    page: Page

    @property
    def _span(self) -> Span:
        return Span(self.page.first, self.page.last)

    def trades(self) -> Iterator[Row]:
        """Yield for each category and instrument a summary, and for each deed its order, executions and lot."""
        deeds = list(self._deeds())
        for asset in sorted({category(deed.symbol) for deed in deeds}):
            of_asset = [deed for deed in deeds if category(deed.symbol) == asset]
            yield Row("AssetSummary", self._sum(of_asset, {"assetCategory": asset}, "ASSET_SUMMARY"))
            for name in sorted({deed.symbol.name for deed in of_asset}):
                of_symbol = [deed for deed in of_asset if deed.symbol.name == name]
                about = {"assetCategory": asset, "symbol": name, "description": of_symbol[0].symbol.description}
                about["conid"] = conid(name)
                yield Row("SymbolSummary", self._sum(of_symbol, about, "SYMBOL_SUMMARY"))
                for deed in of_symbol:
                    yield from self._order(deed)

    def confirmations(self) -> Iterator[Row]:
        """Yield a TradeConfirm for each part of each deed."""
        for deed in self._deeds():
            for part in range(self.page.parts):
                one = self._execution(deed, part)
                yield Row(
                    "TradeConfirm",
                    {
                        **self._head(deed),
                        "transactionType": "ExchTrade",
                        "tradeID": one["tradeID"],
                        "orderID": one["ibOrderID"],
                        "execID": one["ibExecID"],
                        "orderTime": one["dateTime"],
                        "dateTime": one["dateTime"],
                        "reportDate": one["tradeDate"],
                        "tradeDate": one["tradeDate"],
                        "settleDate": one["settleDateTarget"],
                        "exchange": "SIM",
                        "buySell": one["buySell"],
                        "quantity": one["quantity"],
                        "price": one["tradePrice"],
                        "amount": number(-Decimal(one["proceeds"])),
                        "proceeds": one["proceeds"],
                        "commission": one["ibCommission"],
                        "commissionCurrency": one["ibCommissionCurrency"],
                        "netCash": one["netCash"],
                        "code": one["notes"],
                        "orderType": one["orderType"],
                        "levelOfDetail": "EXECUTION",
                        "traderID": "",
                    },
                )

    def cash(self) -> Iterator[Row]:
        """Yield deposits, withdrawals, and the interest that closings paid."""
        for transfer in self.page.story.transfers:
            if transfer.at_ms in self._span:
                number_ = f"{transfer.number}0"
                yield self._cash(transfer.at_ms, transfer.amount, "Deposits/Withdrawals", transfer.comment, number_)
        for leg in self.page.story.closed(self._span):
            if leg.swap and leg.closed_at_ms is not None:
                way = "Received" if leg.swap > 0 else "Paid"
                text = f"Swap of {leg.symbol.name} position {leg.position}"
                yield self._cash(leg.closed_at_ms, leg.swap, f"Broker Interest {way}", text, f"{leg.close_order}1")

    def _cash(self, at_ms: int, amount: Decimal, kind: str, text: str, number_: str) -> Row:
        page = self.page
        return Row(
            "CashTransaction",
            {
                **page.in_base(),
                "fxRateToBase": "1",
                "symbol": "",
                "description": text,
                "dateTime": page.moment(at_ms),
                "settleDate": page.day(day_of(at_ms)),
                "reportDate": page.day(day_of(at_ms)),
                "amount": number(amount),
                "type": kind,
                "tradeID": "",
                "code": "",
                "transactionID": number_,
                "levelOfDetail": "DETAIL",
            },
        )

    def _deeds(self) -> Iterator[Deed]:
        """Yield the deeds of the span by time."""
        story = self.page.story
        opened: dict[int, list[Leg]] = {}
        for leg in story.opened(self._span):
            opened.setdefault(leg.position, []).append(leg)
        found = [_opening(legs) for legs in opened.values()]
        found += [_closing(leg) for leg in story.closed(self._span)]
        return iter(sorted(found, key=lambda deed: (deed.at_ms, deed.order)))

    def _order(self, deed: Deed) -> Iterator[Row]:
        whole = self._figures(deed, 1, 0)
        yield Row("Order", {**whole, "tradeID": "", "ibExecID": "", "levelOfDetail": "ORDER"})
        for part in range(self.page.parts):
            yield Row("Trade", self._execution(deed, part))
        if not deed.opens:
            page = self.page
            lot = {
                **whole,
                "quantity": number(-deed.units),
                "openDateTime": page.moment(deed.opened_at_ms),
                "holdingPeriodDateTime": page.moment(deed.opened_at_ms),
                "originatingTransactionID": str(deed.position),
                "levelOfDetail": "CLOSED_LOT",
            }
            yield Row("Lot", lot)

    def _execution(self, deed: Deed, part: int) -> Attributes:
        found = self._figures(deed, self.page.parts, part)
        suffix = "" if self.page.parts == 1 else f"{part:06d}"
        found["tradeID"] = found["transactionID"] = f"{deed.order}{suffix}"
        found["ibExecID"] = f"0000sim.{deed.order:x}.{part:02x}"
        return found

    def _figures(self, deed: Deed, parts: int, part: int) -> Attributes:
        page, day = self.page, self.page.day(day_of(deed.at_ms))
        proceeds, commission = cut(deed.proceeds, parts, part), cut(deed.commission, parts, part)
        return {
            **self._head(deed),
            "tradeID": str(deed.order),
            "reportDate": day,
            "dateTime": page.moment(deed.at_ms),
            "tradeDate": day,
            "settleDateTarget": day,
            "transactionType": "ExchTrade",
            "exchange": "SIM",
            "quantity": number(cut(deed.units, parts, part)),
            "tradePrice": number(deed.price),
            "tradeMoney": number(-proceeds),
            "proceeds": number(proceeds),
            "taxes": "0",
            "ibCommission": number(commission),
            "ibCommissionCurrency": page.story.currency,
            "netCash": number(proceeds),
            "closePrice": number(deed.price),
            "openCloseIndicator": "O" if deed.opens else "C",
            "notes": "" if deed.opens else "C",
            "cost": number(cut(deed.cost, parts, part)),
            "fifoPnlRealized": number(cut(deed.change, parts, part)),
            "mtmPnl": "0",
            "buySell": "BUY" if deed.units > 0 else "SELL",
            "ibOrderID": str(deed.order),
            "transactionID": str(deed.order),
            "ibExecID": "",
            "orderReference": deed.reason,
            "orderType": "MULTI" if deed.reason else "MKT",
            "levelOfDetail": "EXECUTION",
        }

    def _head(self, deed: Deed) -> Attributes:
        symbol, day = deed.symbol, min(day_of(deed.at_ms), self.page.last)
        return {
            **self.page.head(),
            **instrument(symbol, symbol.currency_profit, self._rate(deed) or self.page.rate(symbol, day)),
        }

    def _rate(self, deed: Deed) -> str:
        """Return the very rate that a closing was converted with, where it was one."""
        if not deed.change or category(deed.symbol) == "STK":
            return ""
        return number((deed.profit / deed.change).quantize(Decimal("0.00000001")))

    def _sum(self, deeds: Iterable[Deed], about: Attributes, level: str) -> Attributes:
        found = list(deeds)
        bought = sum((deed.units for deed in found if deed.units > 0), ZERO)
        sold = sum((deed.units for deed in found if deed.units < 0), ZERO)
        currencies = {deed.symbol.currency_profit for deed in found}
        one = len(currencies) == 1
        return {
            **self.page.head(),
            "currency": currencies.pop() if one else "",
            "fxRateToBase": "",
            **about,
            "tradeDate": "MULTI",
            "quantity": number(bought + sold),
            "buyQuantity": number(bought),
            "sellQuantity": number(sold),
            "proceeds": number(sum((deed.proceeds for deed in found), ZERO)) if one else "--",
            "ibCommission": number(sum((deed.commission for deed in found), ZERO)),
            "fifoPnlRealized": number(sum((deed.change for deed in found), ZERO)) if one else "--",
            "levelOfDetail": level,
        }


def _opening(legs: list[Leg]) -> Deed:
    first = legs[0]
    return Deed(
        first.symbol, first.open_order, first.position, first.opened_at_ms, first.opened_at_ms,
        sum((leg.units * leg.sign for leg in legs), ZERO), first.open_price,
        sum((leg.open_commission for leg in legs), ZERO), opens=True,
        cost=sum((leg.units * leg.sign * leg.open_price for leg in legs), ZERO),
    )  # fmt: skip


def _closing(leg: Leg) -> Deed:
    assert leg.closed_at_ms is not None
    return Deed(
        leg.symbol, leg.close_order, leg.position, leg.closed_at_ms, leg.opened_at_ms, -leg.units * leg.sign,
        leg.close_price, leg.close_commission, opens=False, change=leg.change, profit=leg.profit,
        cost=-leg.units * leg.sign * leg.open_price, reason=leg.reason,
    )  # fmt: skip

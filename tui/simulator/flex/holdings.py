"""Open positions with their lots, results by instrument, and a section of the venue's own that no reader knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tui.simulator.flex.days import ONE_DAY, Span, midnight_ms
from tui.simulator.flex.rows import Attributes, Page, Row, instrument, number
from tui.simulator.flex.story import ZERO, Leg
from tui.simulator.market import Symbol


@dataclass(frozen=True, slots=True)
class Holdings:
    """Makes these sections' rows for one page."""

    page: Page

    @property
    def _span(self) -> Span:
        return Span(self.page.first, self.page.last)

    def positions(self) -> Iterator[Row]:
        """Yield for each instrument and side a SUMMARY row and then its LOT rows, which sum up to it."""
        held = self.page.story.held(self._span.end_ms)
        for name, is_buy in sorted({(leg.symbol.name, leg.is_buy) for leg in held}):
            legs = [leg for leg in held if leg.symbol.name == name and leg.is_buy == is_buy]
            yield Row("OpenPosition", self._position(legs, "SUMMARY"))
            for leg in legs:
                yield Row("OpenPosition", self._position([leg], "LOT"))

    def fifo(self) -> Iterator[Row]:
        """Yield what each instrument made, realised and not, in the account's currency; the total comes last."""
        total: dict[str, Decimal] = {}
        for symbol in self.page.story.touched(self._span):
            figures = self._results(symbol)
            total = {name: total.get(name, ZERO) + figure for name, figure in figures.items()}
            yield Row("FIFOPerformanceSummaryUnderlying", {**self._about(symbol), **_written(figures)})
        if total:
            yield Row("FIFOPerformanceSummaryUnderlying", {**self._about(None), **_written(total)})

    def market(self) -> Iterator[Row]:
        """Yield what the market's moves made of each instrument, in the account's currency; the total comes last."""
        total: dict[str, Decimal] = {}
        for symbol in self.page.story.touched(self._span):
            figures = self._moves(symbol)
            total = {name: total.get(name, ZERO) + figure for name, figure in figures.items()}
            yield Row("MTMPerformanceSummaryUnderlying", {**self._about(symbol), **_written(figures)})
        if total:
            yield Row("MTMPerformanceSummaryUnderlying", {**self._about(None), **_written(total)})

    def diary(self) -> Iterator[Row]:
        """Yield the days on which something was traded, with an element inside for each deed."""
        page = self.page
        for day in self._span.days():
            span = Span(day, day)
            opened, closed = list(page.story.opened(span)), list(page.story.closed(span))
            if opened or closed:
                inner = [self._note("opened", leg, leg.opened_at_ms) for leg in opened]
                inner += [self._note("closed", leg, leg.closed_at_ms or 0) for leg in closed]
                about = {**page.head(), "reportDate": page.day(day), "deeds": str(len(inner)), "mood": "N/A"}
                yield Row("DiaryDay", about, tuple(inner))

    def _note(self, what: str, leg: Leg, at_ms: int) -> Row:
        about = {"what": what, "symbol": leg.symbol.name, "units": number(leg.units), "at": self.page.moment(at_ms)}
        return Row("DiaryNote", {**about, "reason": leg.reason or "-"})

    def _position(self, legs: list[Leg], level: str) -> Attributes:
        page, first = self.page, legs[0]
        values, day = page.values, page.last
        units = sum((leg.units * leg.sign for leg in legs), ZERO)
        cost = sum((leg.units * leg.sign * leg.open_price for leg in legs), ZERO)
        price = values.price(first, day)
        worth = values.worth(day).total
        in_base = price * units * values.rate(first.symbol.currency_profit, day)
        is_lot = level == "LOT"
        return {
            **page.head(),
            **instrument(first.symbol, first.symbol.currency_profit, page.rate(first.symbol, day)),
            "reportDate": page.day(day),
            "position": number(units),
            "markPrice": number(price),
            "positionValue": number(price * units),
            "positionValueInBase": number(in_base),
            "openPrice": number((cost / units).quantize(Decimal("0.00000001"))),
            "costBasisPrice": number((cost / units).quantize(Decimal("0.00000001"))),
            "costBasisMoney": number(cost),
            "percentOfNAV": number((in_base / worth * 100).quantize(Decimal("0.01"))) if worth > 0 else "",
            "fifoPnlUnrealized": number(price * units - cost),
            "side": "Long" if first.is_buy else "Short",
            "levelOfDetail": level,
            "openDateTime": page.moment(first.opened_at_ms) if is_lot else "",
            "holdingPeriodDateTime": page.moment(first.opened_at_ms) if is_lot else "",
            "originatingOrderID": str(first.open_order) if is_lot else "",
            "originatingTransactionID": str(first.position) if is_lot else "",
            "code": "",
        }

    def _about(self, symbol: Symbol | None) -> Attributes:
        page = self.page
        if symbol is None:
            return {**page.head(), "assetCategory": "", "symbol": "", "description": "Total (All Assets)", "conid": ""}
        about = instrument(symbol, page.story.currency, "1")
        return {**page.head(), **{key: about[key] for key in ("assetCategory", "symbol", "description", "conid")}}

    def _results(self, symbol: Symbol) -> dict[str, Decimal]:
        page = self.page
        made = [leg.profit for leg in page.story.closed(self._span) if leg.symbol is symbol]
        held = [leg for leg in page.story.held(self._span.end_ms) if leg.symbol is symbol]
        open_ = [page.values.profit(leg, page.last) for leg in held]
        return {
            "realizedSTProfit": _gains(made),
            "realizedSTLoss": _losses(made),
            "realizedLTProfit": ZERO,
            "realizedLTLoss": ZERO,
            "totalRealizedPnl": sum(made, ZERO),
            "unrealizedProfit": _gains(open_),
            "unrealizedLoss": _losses(open_),
            "totalUnrealizedPnl": sum(open_, ZERO),
            "totalFifoPnl": sum(made, ZERO) + sum(open_, ZERO),
        }

    def _moves(self, symbol: Symbol) -> dict[str, Decimal]:
        """Return what held positions gained, what trades gained until the day's end, and the costs."""
        page, values, before = self.page, self.page.values, self.page.first - ONE_DAY
        start_ms = midnight_ms(page.first)
        legs = [leg for leg in page.story.legs if leg.symbol is symbol]
        prior, traded, costs = ZERO, ZERO, ZERO
        for leg in legs:
            ends_open = leg.is_open_at(self._span.end_ms)
            ended = leg.closed_at_ms in self._span
            if not (ends_open or ended):
                continue
            now = values.profit(leg, page.last) if ends_open else leg.profit
            if leg.opened_at_ms < start_ms:
                prior += now - values.profit(leg, before)
            else:
                traded += now
                costs += leg.open_commission
            costs += leg.close_commission if ended else ZERO
        return {
            "priorOpenMtm": prior,
            "transactionMtm": traded,
            "commissions": costs,
            "other": ZERO,
            "total": prior + traded + costs,
        }


def _gains(amounts: list[Decimal]) -> Decimal:
    return sum((amount for amount in amounts if amount > 0), ZERO)


def _losses(amounts: list[Decimal]) -> Decimal:
    return sum((amount for amount in amounts if amount < 0), ZERO)


def _written(figures: dict[str, Decimal]) -> Attributes:
    return {name: number(figure) for name, figure in figures.items()}

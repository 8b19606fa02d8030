"""The sections that sum an account up: who it is, its value by day, what changed it, its cash, interest and rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.simulator.flex.days import ONE_DAY, Span
from tui.simulator.flex.marks import currencies_of
from tui.simulator.flex.rows import Attributes, Page, Row, category, conid, number
from tui.simulator.flex.story import ZERO

_BASE = "BASE_SUMMARY"
_SATURDAY = 6


@dataclass(frozen=True, slots=True)
class Summaries:
    """Makes these sections' rows for one page."""

    page: Page

    @property
    def _span(self) -> Span:
        return Span(self.page.first, self.page.last)

    @property
    def _before(self) -> date:
        return self.page.first - ONE_DAY

    def account(self) -> Iterator[Row]:
        """Yield the one AccountInformation."""
        page = self.page
        yield Row(
            "AccountInformation",
            {
                **page.in_base(),
                "name": f"Demo Client {page.story.login}",
                "accountType": "Individual",
                "customerType": "Individual",
                "accountCapabilities": "Margin",
                "tradingPermissions": "Stocks,CFDs",
                "dateOpened": page.day(page.story.opened_on),
                "dateFunded": page.day(page.story.opened_on),
                "dateClosed": "",
                "ibEntity": "SIMULATED",
                "primaryEmail": "",
            },
        )

    def net_asset_values(self) -> Iterator[Row]:
        """Yield the account's value for the day before and each weekday of the period."""
        page = self.page
        for day in Span(self._before, page.last).days():
            if day < page.story.opened_on or (day.isoweekday() >= _SATURDAY and day != page.last):
                continue
            worth = page.values.worth(day)
            figures = {"cash": worth.cash, "stock": worth.stock, "cfdUnrealizedPl": worth.cfd}
            attributes: Attributes = {**page.in_base(), "reportDate": page.day(day)}
            figures |= {"interestAccruals": worth.accrued, "dividendAccruals": ZERO, "total": worth.total}
            for name, figure in figures.items():
                attributes[name] = number(figure)
                attributes[f"{name}Long"] = number(max(figure, ZERO))
                attributes[f"{name}Short"] = number(min(figure, ZERO))
            yield Row("EquitySummaryByReportDateInBase", attributes)

    def change(self) -> Iterator[Row]:
        """Yield the one ChangeInNAV; its parts add up from the starting to the ending value."""
        page, flows = self.page, self.page.values.flows(self._span)
        start, end = page.values.worth(self._before), page.values.worth(page.last)
        moved = {
            "depositsWithdrawals": flows.deposits + flows.withdrawals,
            "dividends": ZERO,
            "withholdingTax": ZERO,
            "interest": flows.interest,
            "changeInInterestAccruals": end.accrued - start.accrued,
            "commissions": flows.commissions,
            "otherFees": ZERO,
        }
        market = end.total - start.total - sum(moved.values(), ZERO)
        base = start.total + moved["depositsWithdrawals"]
        earned = end.total - base
        yield Row(
            "ChangeInNAV",
            {
                **page.in_base(),
                "fromDate": page.day(page.first),
                "toDate": page.day(page.last),
                "startingValue": number(start.total),
                "mtm": number(market),
                "realized": "0",
                "changeInUnrealized": "0",
                **{name: number(figure) for name, figure in moved.items()},
                "endingValue": number(end.total),
                "twr": number((earned / base * 100).quantize(Decimal("0.000001"))) if base > 0 else "0",
            },
        )

    def cash(self) -> Iterator[Row]:
        """Yield the cash of the one currency that the account has, and the same again as the base summary."""
        page, flows = self.page, self.page.values.flows(self._span)
        start, end = page.values.worth(self._before), page.values.worth(page.last)
        figures = {
            "startingCash": start.cash,
            "commissions": flows.commissions,
            "deposits": flows.deposits,
            "withdrawals": flows.withdrawals,
            "dividends": ZERO,
            "brokerInterest": flows.interest,
            "realizedVm": flows.realized,
            "netTradesSales": flows.sales,
            "netTradesPurchases": flows.purchases,
            "otherFees": ZERO,
            "endingCash": end.cash,
            "endingSettledCash": end.cash,
        }
        for currency, level in ((_BASE, "BaseCurrency"), (page.story.currency, "Currency")):
            yield Row(
                "CashReportCurrency",
                {
                    **page.head(),
                    "currency": currency,
                    "levelOfDetail": level,
                    "fromDate": page.day(page.first),
                    "toDate": page.day(page.last),
                    **{name: number(figure) for name, figure in figures.items()},
                    # Shares of other regions' segregated cash, which this account does not have.
                    "slbNetCash": "",
                },
            )

    def interest(self) -> Iterator[Row]:
        """Yield the swaps that were gathered and those that closings paid, twice as with cash."""
        page, flows = self.page, self.page.values.flows(self._span)
        start, end = page.values.worth(self._before).accrued, page.values.worth(page.last).accrued
        for currency in (_BASE, page.story.currency):
            yield Row(
                "InterestAccrualsCurrency",
                {
                    **page.head(),
                    "currency": currency,
                    "fromDate": page.day(page.first),
                    "toDate": page.day(page.last),
                    "startingAccrualBalance": number(start),
                    "interestAccrued": number(end - start + flows.interest),
                    "accrualReversal": number(-flows.interest),
                    "fxTranslation": "0",
                    "endingAccrualBalance": number(end),
                },
            )

    def rates(self) -> Iterator[Row]:
        """Yield each day's rates of the currencies that the account had to do with."""
        page, base = self.page, self.page.story.currency
        for day in self._span.days():
            if day < page.story.opened_on:
                continue
            for currency in currencies_of(page.story, self._span):
                rate = number(page.values.rate(currency, day))
                yield Row(
                    "ConversionRate",
                    {"reportDate": page.day(day), "fromCurrency": currency, "toCurrency": base, "rate": rate},
                )

    def securities(self) -> Iterator[Row]:
        """Yield the instruments."""
        for symbol in self.page.story.touched(self._span):
            yield Row(
                "SecurityInfo",
                {
                    "assetCategory": category(symbol),
                    "symbol": symbol.name,
                    "description": symbol.description,
                    "conid": conid(symbol.name),
                    "securityID": "",
                    "currency": symbol.currency_profit,
                    "multiplier": "1",
                    "expiry": "",
                    "issuer": "--",
                    "code": "",
                },
            )

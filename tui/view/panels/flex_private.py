"""What may be seen of a statement while private: what a security is, and when; never how much or whose."""

from __future__ import annotations

from tui.view.text import Numbers

_OPEN = frozenset(
    {
        *("assetCategory", "subCategory", "symbol", "description", "currency", "conid", "securityID", "securityIDType"),
        *("cusip", "isin", "figi", "listingExchange", "exchange", "underlyingSymbol", "underlyingConid", "issuer"),
        *("multiplier", "strike", "expiry", "putCall", "model", "levelOfDetail", "type", "code", "notes", "period"),
        *("reportDate", "tradeDate", "dateTime", "settleDate", "settleDateTarget", "fromDate", "toDate", "date"),
        *("whenGenerated", "whenRealized", "whenReopened", "openDateTime", "holdingPeriodDateTime", "valueDate"),
        *("buySell", "side", "openCloseIndicator", "transactionType", "orderType", "fromCurrency", "toCurrency"),
        *("tradePrice", "closePrice", "markPrice", "price", "fxRateToBase", "rate"),
    }
)


def shown_value(name: str, value: str, numbers: Numbers) -> str:
    """Return the value of an attribute as it may be seen now."""
    return numbers.hidden if numbers.private and value and name not in _OPEN else value

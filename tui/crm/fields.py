"""What the columns of a report mean: for each meaning the names under which a CRM may send it (R-B1).

The names are compared without case and separators; a name with a point looks into an object, `customer.id`.
A user can put another name first: `fields.positions.lots = "size"` in the config.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tui.crm.errors import Problem, QueryError
from tui.crm.queries import Report
from tui.crm.values import fold

Aliases = Mapping[str, tuple[str, ...]]
"""Names by meaning, the most telling first; folded."""

_WHO = {
    "first_name": ("firstName", "fName", "customer.firstName", "client.firstName", "user.firstName"),
    "last_name": ("lastName", "surname", "lName", "customer.lastName", "client.lastName", "user.lastName"),
    "full_name": ("fullName", "name", "customerName", "clientName", "customer.name", "client.name"),
    "email": ("email", "emailAddress", "mail", "customerEmail", "customer.email", "client.email", "user.email"),
}
_WHENCE = {
    "ib": (
        *("ib", "ibName", "ib.name", "introducingBroker", "introducingBroker.name", "ibUser", "ibUserName", "ibTag"),
        *("ibCode", "ibId", "introducingBrokerId", "ib.id", "introducingBroker.id", "partner", "partner.name"),
        *("partnerName", "partnerId", "referrer", "parentIb", "referral"),
    ),
    "affiliate": (
        *("affiliate", "affiliateName", "affiliate.name", "affiliateId", "affiliate.id", "affId", "aff"),
        *("utmDetails.affiliate_id", "utm.affiliate_id", "utm_affiliate_id"),
    ),
    "campaign": (
        *("campaign", "campaignName", "campaign.name", "campaignId", "campaign.id"),
        *("utmDetails.utm_campaign", "utmDetails.campaign", "utmDetails.campaign_id", "utm_campaign", "utmCampaign"),
        *("utm.utm_campaign", "utm.campaign", "utm.campaign_id"),
    ),
    "source": (
        *("source", "sourceName", "source.name", "leadSource", "utmDetails.utm_source", "utmDetails.source"),
        *("utm_source", "utmSource", "utm.utm_source", "utm.source", "utmDetails.source_page"),
    ),
    "tags": ("tags", "categorizedTags", "tagCategories", "customer.tags", "tag"),
}
_REGISTERED = (
    *("registrationDate", "registeredAt", "registered", "dateRegistered", "regDate", "registrationTime"),
    *("createdAt", "createdDate", "dateCreated", "creationDate", "created", "createdOn", "createDate"),
)
_MODIFIED = (
    *("lastModifiedDate", "lastModified", "modifiedAt", "modifiedDate", "dateModified", "updatedAt", "lastUpdated"),
    *("updateDate", "modified", "updated", "lastUpdate", "lastModifiedAt"),
)
_CUSTOMER = (
    *("customerId", "customer.id", "clientId", "client.id", "userId", "user.id", "customerUuid", "registrationId"),
    *("customer", "client"),
)
_LEAD = {
    "id": ("leadId", "leadUuid", "id", "_id", "uuid", "recordId", "identifier"),
    "customer_id": ("customerId", "convertedCustomerId", "customer.id", "clientId", "customerUuid"),
    **_WHO,
    "country": ("country", "countryCode", "country.name", "country.code", "countryName", "nationalityCountryCode"),
    "status": ("status", "leadStatus", "status.name", "salesStatus", "state"),
    "registered": ("leadRegistrationDate", *_REGISTERED),
    "modified": _MODIFIED,
    "utm": ("utmDetails", "utm"),
    **_WHENCE,
}
_REGISTRATION = {
    **_LEAD,
    "id": (*_CUSTOMER[:-2], "id", "_id", "uuid", "recordId", "identifier"),
    "lead_id": ("leadId", "lead.id", "originalLeadId", "convertedLeadId", "leadUuid", "lead"),
    "status": ("status", "customerStatus", "status.name", "salesStatus", "kycStatus", "state"),
    "registered": ("customerRegistrationDate", *_REGISTERED),
    "accounts": (
        *("userAdditionalId", "userAdditionalIds", "additionalId", "additionalIds", "userAdditionalID"),
        *("tradingAccounts", "accounts", "platformAccounts", "logins"),
    ),
}
del _REGISTRATION["customer_id"]

_TRANSACTION = {
    "id": ("transactionId", "trxId", "txId", "transactionUuid", "id", "_id", "uuid", "paymentId", "reference"),
    "customer_id": _CUSTOMER,
    **_WHO,
    "kind": ("transactionType", "type", "type.name", "transactionTypeName", "operation", "operationType", "action"),
    "amount": ("amount", "transactionAmount", "value", "sum", "amount.value", "amountInCurrency"),
    "currency": ("currency", "currencyCode", "transactionCurrency", "amount.currency", "currency.code", "ccy"),
    "at": (
        *("transactionDate", "transactionTime", "date", "processedAt", "approvedAt", "executedAt", "completedAt"),
        *("confirmationDate", *_REGISTERED[6:], "timestamp", "time"),
    ),
    "method": ("paymentMethod", "method", "paymentType", "psp", "gateway", "processor", "provider"),
    "login": ("login", "loginId", "tradingAccount", "accountNumber", "accountLogin", "accountId", "account"),
    "server": ("serverTag", "server", "server.tag", "platformServer", "platform"),
    "is_fake": ("isFake", "fake", "isFakeTransaction"),
    "product_id": ("productId", "productIdIfTradeId", "tradeId", "product.id", "product"),
    "status": ("status", "transactionStatus", "status.name", "state"),
    **_WHENCE,
}
_POSITION = {
    "id": ("positionId", "ticket", "orderTicket", "positionTicket", "dealId", "tradeId", "orderId", "id", "_id"),
    "customer_id": _CUSTOMER,
    **_WHO,
    "login": (
        *("login", "loginId", "userLogin", "mtLogin", "tradingAccount", "accountNumber", "accountLogin"),
        *("accountId", "account.login", "account.id", "account"),
    ),
    "server": ("serverTag", "server", "server.tag", "platformServer", "serverId", "tag"),
    "symbol": ("symbol", "instrument", "symbolName", "instrument.name", "asset", "market"),
    "side": ("side", "direction", "type", "action", "positionType", "orderType", "cmd", "buySell"),
    "lots": ("lots", "lot", "volumeLots", "volumeInLots", "lotSize", "closedLots"),
    "volume": ("volume", "notional", "turnover", "notionalVolume", "volumeUsd", "size", "quantity", "units"),
    "opened": ("openDate", "openTime", "positionOpenDate", "openedAt", "dateOpened", "opened", "openTimestamp"),
    "closed": (
        *("closeDate", "closeTime", "positionCloseDate", "closedAt", "dateClosed", "closed", "closeTimestamp"),
        *("closingDate", "closingTime", "date"),
    ),
    "open_price": ("openPrice", "openRate", "entryPrice", "priceOpen", "openingPrice"),
    "close_price": ("closePrice", "closeRate", "exitPrice", "priceClose", "closingPrice"),
    "profit": ("profit", "pnl", "pl", "profitLoss", "netProfit", "netPnl", "grossProfit", "realizedPnl", "result"),
    "commission": ("commission", "commissions", "fee", "fees", "ibCommission"),
    "swap": ("swap", "swaps", "storage", "rollover"),
    "currency": ("currency", "accountCurrency", "profitCurrency", "currencyCode", "depositCurrency"),
    **_WHENCE,
}

ALIASES: Mapping[Report, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Report.LEADS: _LEAD,
        Report.REGISTRATIONS: _REGISTRATION,
        Report.TRANSACTIONS: _TRANSACTION,
        Report.POSITIONS: _POSITION,
    }
)
"""The built-in names of every meaning, by report."""

Overrides = Mapping[str, Mapping[str, str]]
"""A user's own names: report, meaning, name."""


def aliases(report: Report, own: Overrides | None = None) -> Aliases:
    """Return the names of each meaning of a report; a user's own name takes the place of ours. Names come folded."""
    found = {meaning: tuple(map(fold, names)) for meaning, names in ALIASES[report].items()}
    for meaning, name in (own or {}).get(report.value, {}).items():
        found[meaning] = (fold(name),)
    return found


def check_overrides(own: Overrides) -> None:
    """Raise QueryError for a report or a meaning that does not exist."""
    found = []
    reports = {report.value: report for report in ALIASES}
    for name, table in own.items():
        if name not in reports:
            found.append(Problem(f"fields.{name}", f"is no report; there are {', '.join(reports)}"))
            continue
        meanings = ALIASES[reports[name]]
        found += [
            Problem(f"fields.{name}.{meaning}", f"is no meaning; there are {', '.join(meanings)}")
            for meaning in table
            if meaning not in meanings
        ]
        found += [
            Problem(f"fields.{name}.{meaning}", "names no column")
            for meaning, alias in table.items()
            if not fold(alias)
        ]
    if found:
        raise QueryError(found)

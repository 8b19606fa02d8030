"""Statements in the service's shapes, written for these tests; all names, numbers and amounts are made up."""

from __future__ import annotations

import io

from tui.flex.statement.limits import DEFAULT_LIMITS, Limits
from tui.flex.statement.model import Statement, StatementFile
from tui.flex.statement.read import read_statement

HEAD = 'accountId="U7000001" fromDate="20250701" toDate="20250930" period="LastQuarter" whenGenerated="20251001;062234"'

ACTIVITY = f"""<FlexQueryResponse queryName="Quarter" type="AF">
<FlexStatements count="1">
<FlexStatement {HEAD}>
<AccountInformation accountId="U7000001" acctAlias="Savings" currency="EUR" />
<EquitySummaryInBase>
<EquitySummaryByReportDateInBase accountId="U7000001" reportDate="20250929" cash="100" stock="900.5" stockLong="900.5" total="1000.5" />
<EquitySummaryByReportDateInBase accountId="U7000001" reportDate="20250930" cash="110" stock="901" stockLong="901" total="1011" />
</EquitySummaryInBase>
<ChangeInNAV accountId="U7000001" startingValue="990" mtm="15.25" dividends="8" commissions="-2.25" endingValue="1011" twr="2.12" />
<CashReport>
<CashReportCurrency accountId="U7000001" currency="BASE_SUMMARY" levelOfDetail="BaseCurrency" startingCash="95" commissions="-2.25" endingCash="110" endingSettledCash="108" />
<CashReportCurrency accountId="U7000001" currency="EUR" levelOfDetail="Currency" startingCash="50" commissions="0" endingCash="60" endingSettledCash="60" />
<CashReportCurrency accountId="U7000001" currency="USD" levelOfDetail="Currency" startingCash="52" commissions="-2.5" endingCash="58" endingSettledCash="56" />
</CashReport>
<OpenPositions>
<OpenPosition accountId="U7000001" currency="USD" fxRateToBase="0.9" assetCategory="STK" symbol="ACME" conid="11" reportDate="20250930" position="10" markPrice="100.1" positionValue="1001" costBasisMoney="950" fifoPnlUnrealized="51" levelOfDetail="SUMMARY" />
<OpenPosition accountId="U7000001" currency="USD" fxRateToBase="0.9" assetCategory="STK" symbol="ACME" conid="11" reportDate="20250930" position="4" markPrice="100.1" positionValue="400.4" costBasisMoney="380" fifoPnlUnrealized="20.4" levelOfDetail="LOT" />
<OpenPosition accountId="U7000001" currency="USD" fxRateToBase="0.9" assetCategory="STK" symbol="ACME" conid="11" reportDate="20250930" position="6" markPrice="100.1" positionValue="600.6" costBasisMoney="570" fifoPnlUnrealized="30.6" levelOfDetail="LOT" />
</OpenPositions>
<Trades>
<AssetSummary accountId="U7000001" assetCategory="STK" currency="USD" quantity="2" fifoPnlRealized="7" levelOfDetail="ASSET_SUMMARY" tradeID="" dateTime="MULTI" />
<SymbolSummary accountId="U7000001" assetCategory="STK" symbol="ACME" currency="USD" quantity="2" fifoPnlRealized="7" levelOfDetail="SYMBOL_SUMMARY" dateTime="MULTI" />
<Order accountId="U7000001" assetCategory="STK" symbol="ACME" currency="USD" quantity="5" buySell="BUY" proceeds="-500" fifoPnlRealized="0" levelOfDetail="ORDER" tradeID="--" />
<Trade accountId="U7000001" assetCategory="STK" symbol="ACME" currency="USD" fxRateToBase="0.9" quantity="2" buySell="BUY" proceeds="-200" ibCommission="-1" ibCommissionCurrency="USD" taxes="0" fifoPnlRealized="0" levelOfDetail="EXECUTION" tradeID="501" transactionID="9001" dateTime="20250702;101500" />
<Trade accountId="U7000001" assetCategory="STK" symbol="ACME" currency="USD" fxRateToBase="0.9" quantity="3" buySell="BUY" proceeds="-300" ibCommission="-1" ibCommissionCurrency="USD" taxes="0" fifoPnlRealized="0" levelOfDetail="EXECUTION" tradeID="502" transactionID="9002" dateTime="20250702;101501" />
<Trade accountId="U7000001" assetCategory="STK" symbol="ACME" currency="USD" fxRateToBase="0.9" quantity="-3" buySell="SELL" proceeds="310" ibCommission="-0.5" ibCommissionCurrency="USD" taxes="-0.1" fifoPnlRealized="7" levelOfDetail="EXECUTION" tradeID="503" transactionID="9003" dateTime="20250903;154500" />
<Lot accountId="U7000001" assetCategory="STK" symbol="ACME" currency="USD" quantity="3" fifoPnlRealized="7" levelOfDetail="CLOSED_LOT" openDateTime="20250702;101501" transactionID="9002" />
</Trades>
<CashTransactions>
<CashTransaction accountId="U7000001" currency="USD" fxRateToBase="0.9" type="Dividends" amount="10" dateTime="20250715;202000" transactionID="9101" levelOfDetail="DETAIL" />
<CashTransaction accountId="U7000001" currency="USD" fxRateToBase="0.9" type="Withholding Tax" amount="-1.5" dateTime="20250715;202000" transactionID="9102" levelOfDetail="DETAIL" />
<CashTransaction accountId="U7000001" currency="EUR" fxRateToBase="1" type="Broker Interest Received" amount="0.75" dateTime="2025-08-05" transactionID="9103" levelOfDetail="DETAIL" />
<CashTransaction accountId="U7000001" currency="EUR" fxRateToBase="1" type="Other Fees" amount="-3" dateTime="20250903" transactionID="9104" levelOfDetail="DETAIL" />
<CashTransaction accountId="U7000001" currency="EUR" fxRateToBase="1" type="Lottery Prize" amount="2" dateTime="20250904" transactionID="9105" levelOfDetail="DETAIL" />
<CashTransaction accountId="U7000001" currency="USD" type="Dividends" amount="10" dateTime="" transactionID="" levelOfDetail="SUMMARY" />
</CashTransactions>
<FxPositions>
<FxPosition accountId="U7000001" fxCurrency="USD" quantity="58" levelOfDetail="SUMMARY"><FxLots>
<FxLot accountId="U7000001" fxCurrency="USD" quantity="50" levelOfDetail="LOT" />
<FxLot accountId="U7000001" fxCurrency="USD" quantity="8" levelOfDetail="LOT" />
</FxLots></FxPosition>
<FxPosition accountId="U7000001" fxCurrency="GBP" quantity="1" levelOfDetail="SUMMARY"><FxLots>
<FxLot accountId="U7000001" fxCurrency="GBP" quantity="1" levelOfDetail="LOT" />
</FxLots></FxPosition>
</FxPositions>
<CorporateActions />
<MoonPhases><MoonPhase phase="full" tide="" /></MoonPhases>
</FlexStatement>
</FlexStatements>
</FlexQueryResponse>
"""  # noqa: E501 - one element a line, as the service writes them

CONFIRMATIONS = """<FlexQueryResponse queryName="Today" type="TCF">
<FlexStatements count="1">
<FlexStatement accountId="U7000001" fromDate="20251001" toDate="20251001" period="Today" whenGenerated="20251001;160000">
<TradeConfirms>
<SymbolSummary accountId="U7000001" symbol="ACME" quantity="5" levelOfDetail="SYMBOL_SUMMARY" />
<Order accountId="U7000001" symbol="ACME" quantity="5" levelOfDetail="ORDER" />
<TradeConfirm accountId="U7000001" assetCategory="STK" symbol="ACME" currency="USD" quantity="5" price="101" buySell="BUY" proceeds="-505" commission="-1" commissionCurrency="USD" tax="0" execID="0001.01" tradeID="601" />
</TradeConfirms>
</FlexStatement>
</FlexStatements>
</FlexQueryResponse>
"""  # noqa: E501


def read(text: str | bytes, limits: Limits = DEFAULT_LIMITS) -> StatementFile:
    """Read a statement out of memory."""
    return read_statement(io.BytesIO(text.encode() if isinstance(text, str) else text), limits)


def only(text: str) -> Statement:
    """Read the only statement of a file."""
    (statement,) = read(text).statements
    return statement


def wrapped(inside: str, head: str = HEAD) -> str:
    """Return a file with one statement around `inside`."""
    statement = f"<FlexStatement {head}>\n{inside}\n</FlexStatement>"
    return f'<FlexQueryResponse type="AF"><FlexStatements count="1">{statement}</FlexStatements></FlexQueryResponse>'


def rows(statement: Statement, section: str, kind: str) -> list[dict[str, str]]:
    """Return the rows of one kind as mappings."""
    found = statement.section(section)
    table = found.table(kind) if found is not None else None
    return [table.attributes(at) for at in range(len(table))] if table is not None else []

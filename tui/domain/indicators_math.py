"""Technical indicators from their definitions, one candle at a time, so that a tick costs one step.

Floats are good enough here: the values are drawn, never traded on. A value that is not defined yet is None.
"""

from __future__ import annotations

from collections import deque
from copy import copy
from math import sqrt
from typing import NamedTuple, Protocol

Values = tuple[float | None, ...]


class Bar(NamedTuple):
    """One candle as floats; `anchor` is the same for all candles that a volume-weighted average runs over."""

    high: float
    low: float
    close: float
    volume: float
    anchor: int


class Calculator(Protocol):
    """An indicator's running state."""

    def step(self, bar: Bar) -> Values:
        """Take the next candle and return the values at it, one per line."""
        ...

    def fork(self) -> Calculator:
        """Return a copy that may go its own way: for the candle that still forms."""
        ...


class Average:
    """Arithmetic mean of the last `period` values.

    SMA_t = (x_t + x_{t-1} + … + x_{t-n+1}) / n, see J. J. Murphy, Technical Analysis of the Financial Markets
    (1999), chapter 9.
    """

    def __init__(self, period: int) -> None:
        self.window: deque[float] = deque(maxlen=period)

    def add(self, value: float) -> float | None:
        """Take a value and return the mean, None before there are `period` of them."""
        window = self.window
        window.append(value)
        # The window is summed anew: a running sum gathers rounding errors over days of candles.
        return sum(window) / len(window) if len(window) == window.maxlen else None

    def fork(self) -> Average:
        """Return an independent copy."""
        twin = copy(self)
        twin.window = self.window.copy()
        return twin


class Exponential:
    """Exponential mean with the weight `alpha` for the newest value.

    E_t = E_{t-1} + α (x_t - E_{t-1}), begun with the arithmetic mean of the first n values. EMA: α = 2 / (n + 1), see
    Murphy (1999), chapter 9. Wilder's own smoothing: α = 1 / n, see J. W. Wilder, New Concepts in Technical Trading
    Systems (1978).
    """

    def __init__(self, period: int, alpha: float) -> None:
        self._period = period
        self._alpha = alpha
        self._seen = 0
        self._sum = 0.0
        self._value: float | None = None

    def add(self, value: float) -> float | None:
        """Take a value and return the mean, None before there are `period` of them."""
        if self._value is not None:
            self._value += self._alpha * (value - self._value)
            return self._value
        self._seen += 1
        self._sum += value
        if self._seen == self._period:
            self._value = self._sum / self._period
        return self._value


def ema(period: int) -> Exponential:
    """Return an exponential mean whose weights have their centre where those of an SMA of `period` have theirs."""
    return Exponential(period, 2 / (period + 1))


def wilder(period: int) -> Exponential:
    """Return a mean with Wilder's smoothing."""
    return Exponential(period, 1 / period)


class Sma:
    """Simple moving average of the close; see `Average`."""

    def __init__(self, period: int) -> None:
        self._mean = Average(period)

    def step(self, bar: Bar) -> Values:
        return (self._mean.add(bar.close),)

    def fork(self) -> Sma:
        twin = copy(self)
        twin._mean = self._mean.fork()
        return twin


class Ema:
    """Exponential moving average of the close; see `Exponential`."""

    def __init__(self, period: int) -> None:
        self._mean = ema(period)

    def step(self, bar: Bar) -> Values:
        return (self._mean.add(bar.close),)

    def fork(self) -> Ema:
        twin = copy(self)
        twin._mean = copy(self._mean)
        return twin


class Bollinger:
    """Bollinger bands of the close: middle, upper, lower.

    Middle = SMA_n, bands = middle ± k σ_n with the population's standard deviation over the same n closes, see
    J. Bollinger, Bollinger on Bollinger Bands (2001), chapter 7.
    """

    def __init__(self, period: int, width: float) -> None:
        self._mean = Average(period)
        self._width = width

    def step(self, bar: Bar) -> Values:
        middle = self._mean.add(bar.close)
        if middle is None:
            return (None, None, None)
        window = self._mean.window
        spread = self._width * sqrt(sum([(value - middle) ** 2 for value in window]) / len(window))
        return (middle, middle + spread, middle - spread)

    def fork(self) -> Bollinger:
        twin = copy(self)
        twin._mean = self._mean.fork()
        return twin


class Vwap:
    """Volume-weighted average price since the anchor began.

    VWAP = Σ (p_i v_i) / Σ v_i with the typical price p = (high + low + close) / 3, see S. Berkowitz, D. Logue and
    E. Noser, The Total Cost of Transactions on the NYSE, Journal of Finance 43 (1988). None while nothing was traded.
    """

    def __init__(self) -> None:
        self._anchor: int | None = None
        self._value = 0.0
        self._volume = 0.0

    def step(self, bar: Bar) -> Values:
        if bar.anchor != self._anchor:
            self._anchor, self._value, self._volume = bar.anchor, 0.0, 0.0
        self._value += (bar.high + bar.low + bar.close) / 3 * bar.volume
        self._volume += bar.volume
        return (self._value / self._volume if self._volume > 0 else None,)

    def fork(self) -> Vwap:
        return copy(self)


class Rsi:
    """Relative strength index of the close, 0 to 100.

    RSI = 100 - 100 / (1 + RS), RS = mean gain / mean loss of n changes, both with Wilder's smoothing: Wilder (1978),
    section VI. Without any loss it is 100, without any change 50.
    """

    def __init__(self, period: int) -> None:
        self._gain = wilder(period)
        self._loss = wilder(period)
        self._before: float | None = None

    def step(self, bar: Bar) -> Values:
        before, self._before = self._before, bar.close
        if before is None:
            return (None,)
        change = bar.close - before
        gain, loss = self._gain.add(max(change, 0.0)), self._loss.add(max(-change, 0.0))
        if gain is None or loss is None:
            return (None,)
        return (100 * gain / (gain + loss) if gain + loss > 0 else 50.0,)

    def fork(self) -> Rsi:
        twin = copy(self)
        twin._gain, twin._loss = copy(self._gain), copy(self._loss)
        return twin


class Macd:
    """Moving average convergence/divergence of the close: MACD, signal, histogram.

    MACD = EMA_fast - EMA_slow, signal = EMA_n of the MACD, histogram = MACD - signal, see G. Appel, Technical
    Analysis: Power Tools for Active Investors (2005), chapter 8.
    """

    def __init__(self, fast: int, slow: int, signal: int) -> None:
        self._fast, self._slow, self._signal = ema(fast), ema(slow), ema(signal)

    def step(self, bar: Bar) -> Values:
        fast, slow = self._fast.add(bar.close), self._slow.add(bar.close)
        if fast is None or slow is None:
            return (None, None, None)
        macd = fast - slow
        signal = self._signal.add(macd)
        return (macd, signal, None if signal is None else macd - signal)

    def fork(self) -> Macd:
        twin = copy(self)
        twin._fast, twin._slow, twin._signal = copy(self._fast), copy(self._slow), copy(self._signal)
        return twin


class Atr:
    """Average true range.

    TR = max(high - low, |high - close before|, |low - close before|), the first one high - low; ATR = mean of n true
    ranges with Wilder's smoothing: Wilder (1978), section III.
    """

    def __init__(self, period: int) -> None:
        self._mean = wilder(period)
        self._before: float | None = None

    def step(self, bar: Bar) -> Values:
        before, self._before = self._before, bar.close
        reach = bar.high - bar.low
        if before is not None:
            reach = max(reach, abs(bar.high - before), abs(bar.low - before))
        return (self._mean.add(reach),)

    def fork(self) -> Atr:
        twin = copy(self)
        twin._mean = copy(self._mean)
        return twin

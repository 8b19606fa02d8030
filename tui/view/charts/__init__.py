"""Charts drawn in terminal cells: candles, bars and lines by a painter of ours, other plots by plotext."""

"""Makes the venue's list: catalogue lines joined with factors, timetables and generated shares."""

from __future__ import annotations

from itertools import islice

from tui.simulator.market.assets import Asset, build_assets, pair
from tui.simulator.market.catalogue import Entry, build_catalogue
from tui.simulator.market.factors import Factor, Profile, make_factor
from tui.simulator.market.generated import generated_entries
from tui.simulator.market.hours import Week
from tui.simulator.market.listing import Listing
from tui.simulator.market.noise import key_of
from tui.simulator.market.profiles import build_profiles

_SHAPES = {
    "fx": "fx",
    "metal": "us",
    "index": "us",
    "eu_index": "eu",
    "crypto": "crypto",
    "us_stock": "us",
    "eu_stock": "eu",
}


class ListingMaker:
    """Turns catalogue lines into listings on first use, so that thousands of symbols cost little to start with."""

    def __init__(self, weeks: dict[str, tuple[Week, Week]], *, every_slot: bool) -> None:
        self._weeks = weeks
        self._every_slot = every_slot
        self._profiles: dict[str, Profile] = build_profiles()
        self._assets, self._factors = build_assets(self._profiles)
        self._shapes = {
            name: tuple(weight * 24 for weight in self._profiles[profile].hours) for name, profile in _SHAPES.items()
        }

    def entries(self, count: int) -> tuple[list[Entry], list[Entry]]:
        """(listed, unlisted): the first `count` instruments, generated ones included, and the rest of the catalogue."""
        catalogue = build_catalogue()
        listed = catalogue[:count]
        missing = count - len(listed)
        if missing > 0:
            listed += islice(generated_entries({entry.symbol.name for entry in catalogue}), missing)
        return listed, catalogue[count:]

    def _recipe(self, entry: Entry) -> tuple[float, dict[str, float]]:
        if len(entry.assets) == 2:
            asset: Asset = pair(self._assets, *entry.assets)
            return asset.reference, asset.weights
        name = entry.assets[0]
        if entry.reference:
            own = f"share {name}"
            if own not in self._factors:
                profile = self._profiles["us" if entry.timetable == "us_stock" else "eu"]
                self._factors[own] = make_factor(own, entry.sigma, profile, 0.35)
            return entry.reference, {"MKT": entry.beta, own: 1.0}
        return self._assets[name].reference, self._assets[name].weights

    def make(self, entry: Entry) -> Listing:
        """The full listing of one line."""
        reference, weights = self._recipe(entry)
        factors: dict[str, Factor] = self._factors
        quotes, trading = self._weeks[entry.timetable]
        liquid = entry.hourly_volume > 1000
        return Listing(
            symbol=entry.symbol,
            key=key_of(entry.symbol.name),
            quotes=quotes,
            trading=trading,
            reference_points=reference * 10**entry.symbol.digits,
            blend=tuple((weight, factors[name]) for name, weight in weights.items()),
            size_unit=entry.size_unit,
            hourly_volume=entry.hourly_volume,
            volume_shape=self._shapes[entry.timetable],
            refresh_slots=1 if self._every_slot else (4 if liquid else 12),
            rolls_over=entry.timetable in ("fx", "metal", "index"),
        )

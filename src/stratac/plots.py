"""Plots of an evaluation, as PNG files: the one door to matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stratac.errors import MissingExtraError
from stratac.evaluation import Bin, Floats

_SIZE = (5.0, 4.2)
_INK, _PALE = "#1f4e79", "#9aa5b1"
_DOTS_PER_INCH = 150


def plot_reliability(bins: Sequence[Bin], path: Path) -> None:
    """Draw how often labels were right against the confidence in them."""
    figure, axes = _start("Confiance du modèle", "Part d'étiquettes justes")
    axes.plot([0, 1], [0, 1], color=_PALE, linestyle="--", label="calibrage parfait")
    axes.scatter(
        [row.confidence for row in bins],
        [row.right for row in bins],
        s=[2000 * row.share for row in bins],
        color=_INK,
        alpha=0.7,
        label="énoncés (aire : leur part)",
    )
    axes.set(xlim=(0.3, 1.04), ylim=(0.0, 1.06), title="Fiabilité")
    _finish(figure, axes, path)


def plot_coverage(kept: Floats, right: Floats, path: Path) -> None:
    """Draw how many natures are right among the most sure."""
    figure, axes = _start("Part des énoncés gardés, du plus sûr au moins sûr", "Part de justes")
    axes.plot(kept, right, color=_INK, label="intention ou action")
    axes.axvline(0.6, color=_PALE, linestyle="--", label="60 %")
    axes.set(xlim=(0.0, 1.0), ylim=(min(0.7, float(right.min())), 1.01), title="Couverture")
    _finish(figure, axes, path)


def plot_learning(units: Sequence[int], curves: dict[str, Sequence[float]], path: Path) -> None:
    """Draw figures against the number of training units."""
    figure, axes = _start("Énoncés d'apprentissage", "Valeur")
    for (name, values), style in zip(curves.items(), ("-o", "--s", ":^"), strict=False):
        axes.plot(units, values, style, label=name)
    axes.set(title="Courbe d'apprentissage", xscale="log")
    # Figures of a French page, at the sizes that were measured and nowhere else.
    axes.set_xticks(units, [f"{count:,}".replace(",", "\u202f") for count in units])
    axes.set_xticks([], minor=True)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.2f}".replace(".", ","))
    _finish(figure, axes, path)


def _start(across: str, up: str) -> tuple[Any, Any]:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError(
            "Plots need matplotlib, which is not installed: python -m pip install 'stratac[report]'"
        ) from error
    figure = Figure(figsize=_SIZE, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set(xlabel=across, ylabel=up)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _finish(figure: Any, axes: Any, path: Path) -> None:
    axes.legend(frameon=False, fontsize="small")
    figure.savefig(path, dpi=_DOTS_PER_INCH)

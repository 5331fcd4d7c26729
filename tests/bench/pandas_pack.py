"""The job of a retention pack as it is done today with pandas, openpyxl and matplotlib.

Reads a long ledger (customer, close, ARR, tier), computes quarterly movements per customer, bridge, NRR, GRR
and segments, and writes a workbook and a PDF of two pages. Far less than Holdfast's pack holds: no evidence,
no formulas, no checks, no drivers, no cohorts. Usage: pandas_pack.py LEDGER OUTDIR
"""

import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.backends.backend_pdf import PdfPages


def read(path):
    frame = pd.read_excel(path) if path.suffix == ".xlsx" else pd.read_csv(path)
    frame["Close"] = pd.to_datetime(frame["Close"])
    return frame


def movements(wide, opening, closing):
    o, c = wide[opening], wide[closing]
    before = wide.loc[:, :opening].max(axis=1) > 0
    return pd.DataFrame(
        {
            "opening": o,
            "new": c.where((o == 0) & ~before, 0),
            "reactivation": c.where((o == 0) & before, 0),
            "expansion": (c - o).where((o > 0) & (c > o), 0),
            "downsell": (o - c).where((o > 0) & (c > 0) & (c < o), 0),
            "churn": o.where((o > 0) & (c == 0), 0),
            "closing": c,
        }
    )


def main():
    source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    frame = read(source)
    wide = frame.pivot_table(index="Customer ID", columns="Close", values="ARR", aggfunc="sum", fill_value=0)
    tier = frame.groupby("Customer ID")["Tier"].first()
    closes = list(wide.columns)
    quarters = [c for c in closes if c.month % 3 == 0]
    periods = {closing.strftime("%Y-%m"): movements(wide, opening, closing) for opening, closing in zip(quarters, quarters[1:])}
    bridge = pd.DataFrame({label: table.sum() for label, table in periods.items()})
    bridge.loc["NRR"] = 1 + (bridge.loc["expansion"] - bridge.loc["downsell"] - bridge.loc["churn"]) / bridge.loc["opening"]
    bridge.loc["GRR"] = 1 - (bridge.loc["downsell"] + bridge.loc["churn"]) / bridge.loc["opening"]
    newest = periods[list(periods)[-1]]
    segments = newest.groupby(tier).sum()
    with pd.ExcelWriter(out / "pack.xlsx", engine="openpyxl") as writer:
        bridge.to_excel(writer, sheet_name="Bridge")
        segments.to_excel(writer, sheet_name="Segments")
        newest.to_excel(writer, sheet_name="Customers")
        frame.head(100_000).to_excel(writer, sheet_name="Source_Rows", index=False)
    with PdfPages(out / "pack.pdf") as pdf:
        for table, title in ((bridge.loc["new":"churn"].T, "Movements"), (segments["downsell"], "Downsell by tier")):
            axis = table.plot(kind="bar", figsize=(13.3, 7.5), title=title)
            pdf.savefig(axis.figure)
            plt.close(axis.figure)


main()

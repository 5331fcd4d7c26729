"""The same job with today's tools: a retention pack of a long ledger, spreadsheet in, XLSX and PDF out.

Reads a ledger (customer, close, ARR, tier), computes monthly and quarterly movements a customer, bridge,
NRR, GRR and segments, and writes a workbook (bridges, segments, one row a customer and quarter, the first
source rows) and a PDF of two pages. Less than Holdfast's pack holds: floats for money, no evidence, no live
formulas, no checks, no drivers, no cohorts, no detection of layout. The closing step, movements included, is
the engine's own; only the two charts are matplotlib's for all of them.

Prints the seconds of its stages and the newest quarter's figures, by which the tools are held against each
other. Usage: peers.py ENGINE LEDGER OUTDIR, ENGINE one of pandas-openpyxl, pandas-calamine, polars, duckdb; or
holdfast, LEDGER then being what `holdfast metrics --json` printed.
"""

import json
import pathlib
import sys
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.backends.backend_pdf import PdfPages

LINES = ["new", "reactivation", "expansion", "downsell", "churn"]
SOURCE_ROWS = 100_000
BRIDGE = """
with net as (select "Customer ID" id, cast("Close" as date) ends, sum("ARR") arr, any_value("Tier") tier
             from ledger group by all),
closes as (select distinct ends from net where {only}),
steps as (select ends, lag(ends) over (order by ends) as starts_at from closes),
ids as (select id, any_value(tier) tier from net group by id),
starts as (select id, min(ends) born from net where arr > 0 group by id),
pairs as (select s.ends, i.id, i.tier, coalesce(o.arr, 0) o, coalesce(c.arr, 0) c, f.born <= s.starts_at had
          from steps s cross join ids i left join starts f on f.id = i.id
          left join net o on o.id = i.id and o.ends = s.starts_at
          left join net c on c.id = i.id and c.ends = s.ends where s.starts_at is not null)
select ends, id, tier, o opening,
  case when o = 0 and not coalesce(had, false) then c else 0 end as "new",
  case when o = 0 and coalesce(had, false) then c else 0 end as reactivation,
  case when o > 0 and c > o then c - o else 0 end as expansion,
  case when o > 0 and c > 0 and c < o then o - c else 0 end as downsell,
  case when o > 0 and c = 0 then o else 0 end as churn, c closing
from pairs where o <> 0 or c <> 0
"""
SUMS = ", ".join(f'sum("{c}") as "{c}"' for c in ["opening", *LINES, "closing"])
RATES = "1 + (sum(expansion) - sum(downsell) - sum(churn)) / sum(opening) nrr, 1 - (sum(downsell) + sum(churn)) / sum(opening) grr"


LAPS = []


def lap():
    """Ends a stage: libraries loaded, read, metrics, XLSX, PDF."""
    LAPS.append(time.perf_counter())


def newest(opening, downsell, churn, closing, nrr, grr):
    print("newest", *(f"{float(v):.2f}" for v in (opening, downsell, churn, closing)), f"{float(nrr):.9f} {float(grr):.9f}")


def charts(out, periods, lines, tiers, downsell):
    with PdfPages(out / "pack.pdf") as pdf:
        figure, axis = plt.subplots(figsize=(13.3, 7.5))
        for at, (name, values) in enumerate(lines.items()):
            axis.bar([x + at / 6 for x in range(len(periods))], values, width=1 / 6, label=name)
        axis.set_xticks(range(len(periods)), periods)
        axis.set_title("Movements")
        axis.legend()
        pdf.savefig(figure)
        figure, axis = plt.subplots(figsize=(13.3, 7.5))
        axis.bar(tiers, downsell)
        axis.set_title("Downsell by tier")
        pdf.savefig(figure)
    lap()


def with_pandas(source, out, engine):
    import pandas as pd

    lap()
    frame = pd.read_excel(source, engine=engine) if source.suffix == ".xlsx" else pd.read_csv(source)
    frame["Close"] = pd.to_datetime(frame["Close"])
    lap()
    wide = frame.pivot_table(index="Customer ID", columns="Close", values="ARR", aggfunc="sum", fill_value=0)
    tier = frame.groupby("Customer ID")["Tier"].first()

    def step(opening, closing):
        o, c = wide[opening], wide[closing]
        before = wide.loc[:, :opening].max(axis=1) > 0
        table = pd.DataFrame(
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
        return table[(o != 0) | (c != 0)].assign(at=closing, tier=tier)

    def summary(table, by):
        sums = table.groupby(by)[["opening", *LINES, "closing"]].sum()
        sums["nrr"] = 1 + (sums["expansion"] - sums["downsell"] - sums["churn"]) / sums["opening"]
        sums["grr"] = 1 - (sums["downsell"] + sums["churn"]) / sums["opening"]
        return sums.reset_index()

    closes = list(wide.columns)
    quarters = [c for c in closes if c.month % 3 == 0]
    months, steps = (pd.concat([step(a, b) for a, b in zip(c, c[1:])]) for c in (closes, quarters))
    quarterly, monthly, segments = summary(steps, "at"), summary(months, "at"), summary(steps, ["at", "tier"])
    lap()
    with pd.ExcelWriter(out / "pack.xlsx", engine="openpyxl" if engine == "openpyxl" else "xlsxwriter") as writer:
        quarterly.to_excel(writer, sheet_name="Bridge", index=False)
        monthly.to_excel(writer, sheet_name="Monthly", index=False)
        segments.to_excel(writer, sheet_name="Segments", index=False)
        steps.to_excel(writer, sheet_name="Customers")
        if len(frame) <= SOURCE_ROWS:
            frame.to_excel(writer, sheet_name="Source_Rows", index=False)
    if len(frame) > SOURCE_ROWS:
        frame.to_csv(out / "source_rows.csv", index=False)
    lap()
    now = segments[segments["at"] == segments["at"].max()]
    labels = [f"{at:%Y-%m}" for at in quarterly["at"]]
    charts(out, labels, {n: list(quarterly[n]) for n in LINES}, list(now["tier"]), list(now["downsell"]))
    newest(*quarterly.iloc[-1][["opening", "downsell", "churn", "closing", "nrr", "grr"]])


def with_polars(source, out):
    import polars as pl
    import xlsxwriter

    lap()
    frame = pl.read_excel(source, engine="calamine") if source.suffix == ".xlsx" else pl.read_csv(source)
    if frame["Close"].dtype == pl.String:
        frame = frame.with_columns(pl.col("Close").str.to_date())
    lap()
    net = frame.group_by("Customer ID", "Close").agg(pl.col("ARR").sum())
    about = frame.group_by("Customer ID").agg(tier=pl.col("Tier").first())
    born = net.filter(pl.col("ARR") > 0).group_by("Customer ID").agg(born=pl.col("Close").min())

    def steps(closes):
        tables = []
        for opening, closing in zip(closes, closes[1:]):
            at = lambda close, name: net.filter(pl.col("Close") == close).select("Customer ID", pl.col("ARR").alias(name))
            pair = at(opening, "opening").join(at(closing, "closing"), on="Customer ID", how="full", coalesce=True)
            pair = pair.with_columns(pl.col("opening", "closing").fill_null(0)).join(born, on="Customer ID", how="left")
            o, c, had = pl.col("opening"), pl.col("closing"), (pl.col("born") <= opening).fill_null(False)
            when = lambda test, value: pl.when(test).then(value).otherwise(0.0)
            tables.append(
                pair.filter((o != 0) | (c != 0)).select(
                    pl.lit(closing).alias("at"),
                    "Customer ID",
                    "opening",
                    when((o == 0) & ~had, c).alias("new"),
                    when((o == 0) & had, c).alias("reactivation"),
                    when((o > 0) & (c > o), c - o).alias("expansion"),
                    when((o > 0) & (c > 0) & (c < o), o - c).alias("downsell"),
                    when((o > 0) & (c == 0), o).alias("churn"),
                    "closing",
                )
            )
        return pl.concat(tables).join(about, on="Customer ID", how="left")

    def summary(table, *by):
        sums = table.group_by(by).agg(pl.col("opening", *LINES, "closing").sum()).sort(by)
        o, lost = pl.col("opening"), pl.col("downsell") + pl.col("churn")
        return sums.with_columns(nrr=1 + (pl.col("expansion") - lost) / o, grr=1 - lost / o)

    closes = sorted(net["Close"].unique())
    quarters = [c for c in closes if c.month % 3 == 0]
    moves = steps(quarters)
    tables = {
        "Bridge": summary(moves, "at"),
        "Monthly": summary(steps(closes), "at"),
        "Segments": summary(moves, "at", "tier"),
        "Customers": moves,
    }
    lap()
    if len(frame) <= SOURCE_ROWS:
        tables["Source_Rows"] = frame
    else:
        frame.write_csv(out / "source_rows.csv")
    with xlsxwriter.Workbook(out / "pack.xlsx") as book:
        for name, table in tables.items():
            table.write_excel(book, worksheet=name)
    lap()
    bridge, segments = tables["Bridge"], tables["Segments"]
    now = segments.filter(pl.col("at") == segments["at"].max())
    labels = [f"{at:%Y-%m}" for at in bridge["at"]]
    charts(out, labels, {n: bridge[n].to_list() for n in LINES}, now["tier"].to_list(), now["downsell"].to_list())
    newest(*bridge.select("opening", "downsell", "churn", "closing", "nrr", "grr").row(-1))


def with_duckdb(source, out):
    import duckdb

    base = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    import duckdb_ext

    folder = pathlib.Path(duckdb_ext.__path__[0])
    base.execute(f"load '{next(folder.rglob('excel.duckdb_extension'))}'")
    lap()
    read = "read_xlsx" if source.suffix == ".xlsx" else "read_csv"
    base.execute(f"create table ledger as select * from {read}('{source}')")
    lap()
    base.execute(f"create table moves as {BRIDGE.format(only='month(ends) % 3 = 0')}")
    base.execute(f"create table months as {BRIDGE.format(only='true')}")
    tables = {
        "Bridge": f"select ends, {SUMS}, {RATES} from moves group by ends order by ends",
        "Monthly": f"select ends, {SUMS}, {RATES} from months group by ends order by ends",
        "Segments": f"select ends, tier, {SUMS}, {RATES} from moves group by ends, tier order by ends, tier",
        "Customers": "select * from moves order by ends desc, id",
    }
    for name in ("Bridge", "Monthly", "Segments"):
        base.execute(f"create table {name} as {tables[name]}")
        tables[name] = f"select * from {name}"
    lap()
    for name, query in tables.items():
        base.execute(f"copy ({query}) to '{out / name.lower()}.xlsx' (format xlsx, header true)")
    source_rows = out / "source_rows"
    if base.execute("select count(*) from ledger").fetchone()[0] > SOURCE_ROWS:
        base.execute(f"copy ledger to '{source_rows}.csv'")
    else:
        base.execute(f"copy ledger to '{source_rows}.xlsx' (format xlsx, header true)")
    lap()
    bridge = base.execute(tables["Bridge"]).fetchall()
    now = [row for row in base.execute(tables["Segments"]).fetchall() if row[0] == bridge[-1][0]]
    lines = {name: [float(row[2 + at]) for row in bridge] for at, name in enumerate(LINES)}
    charts(out, [f"{row[0]:%Y-%m}" for row in bridge], lines, [r[1] for r in now], [float(r[6]) for r in now])
    opening, *_, downsell, churn, closing, nrr, grr = bridge[-1][1:]
    newest(opening, downsell, churn, closing, nrr, grr)


def of_holdfast(path):
    period = json.loads(path.read_text())["periods"][-1]
    bridge, rates = period["bridge"], period["rates"]
    newest(*(bridge[c] for c in ("opening", "downsell", "churn", "closing")), rates["nrr"], rates["grr"])


def main():
    engine, source, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    if engine == "holdfast":
        return of_holdfast(source)
    if engine.startswith("pandas"):
        with_pandas(source, out, engine.removeprefix("pandas-"))
    else:
        {"polars": with_polars, "duckdb": with_duckdb}[engine](source, out)
    print("stages", *(f"{b - a:.3f}" for a, b in zip(LAPS, LAPS[1:])))


main()

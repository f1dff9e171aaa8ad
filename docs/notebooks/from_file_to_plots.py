"""From the database file to three plots: who is quoted, how each outlet quotes, and when people talked."""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import os

    import altair as alt
    import duckdb
    import marimo as mo

    return alt, duckdb, mo, os


@app.cell
def _(duckdb, mo, os):
    con = duckdb.connect(os.environ.get("ONRECORD_DATABASE", "warehouse/onrecord.duckdb"), read_only=True)

    def ask(sql):
        return con.execute(sql).to_arrow_table()

    version, articles, quotes, calls = con.execute("""
        SELECT version, (SELECT count(*) FROM articles), (SELECT count(*) FROM quotes), (SELECT count(*) FROM calls)
        FROM snapshot_info
    """).fetchone()
    mo.md(f"# {version}: {articles:,} articles, {quotes:,} quotes, {calls:,} calls")
    return (ask,)


@app.cell
def _(alt, ask):
    most_quoted = ask("""
        SELECT speaker, direct_count AS "between quotation marks", quote_count - direct_count AS "in other words"
        FROM most_quoted LIMIT 15
    """)
    alt.Chart(alt.Data(values=most_quoted.to_pylist()), title="Who is quoted most").transform_fold(
        ["between quotation marks", "in other words"], as_=["how", "quotes"]
    ).mark_bar().encode(
        x=alt.X("quotes:Q"), y=alt.Y("speaker:N", sort="-x", title=None), color=alt.Color("how:N", title=None)
    )
    return


@app.cell
def _(alt, ask):
    forms = ask("""
        SELECT coalesce(a.outlet, 'unknown') AS outlet, q.speaker_form AS source, count(*) AS quotes
        FROM quotes AS q JOIN articles AS a USING (article_id)
        WHERE a.duplicate_of IS NULL
        GROUP BY ALL ORDER BY ALL
    """)
    alt.Chart(
        alt.Data(values=forms.to_pylist()), title="How each outlet names its sources"
    ).mark_bar().encode(
        x=alt.X("quotes:Q", stack="normalize", title="share of quotes"),
        y=alt.Y("outlet:N", title=None),
        color=alt.Color("source:N"),
    )
    return


@app.cell
def _(alt, ask):
    months = ask("""
        SELECT strftime(date_trunc('month', coalesce(called_on, first_reported_on)), '%Y-%m-%d') AS month,
            channel, count(*) AS calls
        FROM calls_told
        WHERE status = 'held' AND coalesce(called_on, first_reported_on) IS NOT NULL
        GROUP BY ALL ORDER BY ALL
    """)
    alt.Chart(
        alt.Data(values=months.to_pylist()), title="Calls and meetings that were held"
    ).mark_bar().encode(
        x=alt.X("yearmonth(month):T", title="month"), y=alt.Y("calls:Q"), color=alt.Color("channel:N")
    )
    return


if __name__ == "__main__":
    app.run()

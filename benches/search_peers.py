"""Other engines on the same rows and the same queries as `cargo bench --bench search`.

    python3 -m venv .venv && .venv/bin/pip install tantivy duckdb scikit-learn numpy
    .venv/bin/python benches/search_peers.py speed OUT              # OUT of `search -- speed`
    .venv/bin/python benches/search_peers.py relevance FILE LABEL [STEP]
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

WORD = re.compile(r"\w+")
TIMES = 10

#: The part of the mix of `benches/search/speed.rs` that each engine can be asked, in its own words.
MIX = [
    # (FTS5, DuckDB's LIKE)
    ("livraison", ["livraison"]), ("remboursement", ["remboursement"]), ("refund", ["refund"]), ("zzzz", ["zzzz"]),
    ("livraison retard", ["livraison", "retard"]), ("service client attente", ["service", "client", "attente"]),
    ("colis pas recu", ["colis", "pas", "reçu"]), ("late delivery", ["late", "delivery"]),
    ("retard OR attente OR delai", None), ("caisse NOT automatique", None),
    ('"service client"', ["service client"]), ('"customer service"', ["customer service"]),
    ("rembours*", ["rembours"]), ("deliver*", ["deliver"]),
    ("NEAR(colis perdu, 5)", None), ("NEAR(caisse attente, 10)", None),
]


def percentiles(times: list[float]) -> str:
    return f"p50 {np.percentile(times, 50) * 1e3:.1f} ms, p99 {np.percentile(times, 99) * 1e3:.1f} ms"


def speed(out: Path) -> None:
    with open(out / "rows.csv", encoding="utf-8", newline="") as lines:
        rows = [(r["id"], r["date"], float(r["nps"]), r["magasin"], r["sentiment"], r["text"])
                for r in csv.DictReader(lines)]
    path = out / "fts5.db"
    path.unlink(missing_ok=True)
    start = time.perf_counter()
    base = sqlite3.connect(path)
    base.execute("CREATE VIRTUAL TABLE f USING fts5(id UNINDEXED, day UNINDEXED, nps UNINDEXED, shop UNINDEXED, "
                 "sentiment UNINDEXED, text, tokenize=\"unicode61 remove_diacritics 2\")")
    base.executemany("INSERT INTO f VALUES (?, ?, ?, ?, ?, ?)", rows)
    base.execute("INSERT INTO f(f) VALUES ('optimize')")
    base.commit()
    print(f"SQLite FTS5 {sqlite3.sqlite_version}: built in {time.perf_counter() - start:.1f} s, "
          f"{path.stat().st_size >> 20} MB (texts included)")
    ask = "SELECT id, bm25(f) FROM f WHERE f MATCH ? ORDER BY rank LIMIT 20"
    count = "SELECT count(*) FROM f WHERE f MATCH ?"
    times = []
    for turn in range(TIMES + 1):
        for query, _ in MIX:
            start = time.perf_counter()
            base.execute(ask, (query,)).fetchall()
            base.execute(count, (query,)).fetchone()
            if turn:
                times.append(time.perf_counter() - start)
    print(f"SQLite FTS5, best 20 and their number, mix of {len(MIX)}: {percentiles(times)}")

    import duckdb
    base = duckdb.connect()
    base.execute("SET threads TO 2")
    start = time.perf_counter()
    base.execute("CREATE TABLE f AS SELECT * FROM read_csv(?, header=true, all_varchar=true)", [str(out / "rows.csv")])
    loaded = time.perf_counter() - start
    try:
        base.execute("INSTALL fts")
        base.execute("LOAD fts")
        start = time.perf_counter()
        base.execute("PRAGMA create_fts_index('f', 'id', 'text', stemmer='french', stopwords='none')")
        print(f"DuckDB {duckdb.__version__} FTS: built in {loaded + time.perf_counter() - start:.1f} s")
        ask = ("SELECT id, score FROM (SELECT id, fts_main_f.match_bm25(id, ?, conjunctive := 1) AS score FROM f) "
               "WHERE score IS NOT NULL ORDER BY score DESC LIMIT 20")
        arguments = [[" ".join(words)] for _, words in MIX if words]
    except duckdb.Error as error:
        print(f"DuckDB {duckdb.__version__}: no FTS here ({str(error).splitlines()[0]}); a scan instead, "
              f"loaded in {loaded:.1f} s")
        ask = None
    times = []
    for turn in range(3):
        for _, words in MIX:
            if not words:
                continue
            start = time.perf_counter()
            if ask:
                base.execute(ask, arguments[0]).fetchall()
            else:
                where = " AND ".join("contains(lower(text), ?)" for _ in words)
                base.execute(f"SELECT count(*) FROM f WHERE {where}", words).fetchall()
            if turn:
                times.append(time.perf_counter() - start)
    print(f"DuckDB, mix of {sum(w is not None for _, w in MIX)}: {percentiles(times)}")


def relevance(file: Path, label: str, step: int) -> None:
    rows = [json.loads(line) for line in open(file, encoding="utf-8")]
    labels = np.array([row[label] for row in rows])
    texts = [row["text"] for row in rows]
    queries = [i for i in range(0, len(rows), step) if (labels == labels[i]).sum() > 1]

    def tell(name: str, ranking) -> None:
        precisions, firsts = [], []
        for i in queries:
            order = [j for j in ranking(i) if j != i]
            right = labels[order] == labels[i]
            found = np.cumsum(right)
            relevant = (labels == labels[i]).sum() - 1
            precisions.append((found[right] / (np.nonzero(right)[0] + 1)).sum() / relevant)
            firsts.append(right[:5].sum() / 5)
        print(f"{name}: MAP {np.mean(precisions):.3f}, P@5 {np.mean(firsts):.3f}, {len(queries)} queries over {len(rows)} texts",
              flush=True)

    from sklearn.feature_extraction.text import TfidfVectorizer
    matrix = TfidfVectorizer().fit_transform(texts)
    tell("TF-IDF cosine (scikit-learn)", lambda i: np.argsort(-(matrix @ matrix[i].T).toarray().ravel(), kind="stable"))

    base = sqlite3.connect(":memory:")
    for tokenizer in ("unicode61 remove_diacritics 2", "porter unicode61 remove_diacritics 2"):
        base.execute("DROP TABLE IF EXISTS f")
        base.execute(f"CREATE VIRTUAL TABLE f USING fts5(text, tokenize=\"{tokenizer}\")")
        base.executemany("INSERT INTO f(rowid, text) VALUES (?, ?)", enumerate(texts))

        def fts5(i: int) -> list[int]:
            words = list(dict.fromkeys(WORD.findall(texts[i].lower())))[:200]
            match = " OR ".join(f'"{word}"' for word in words)
            return [row[0] for row in base.execute("SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank", (match,))] if words else []
        tell(f"SQLite FTS5 ({tokenizer})", fts5)

    import tantivy
    for analyser in ("fr_stem", "en_stem"):
        schema = tantivy.SchemaBuilder().add_integer_field("row", stored=True) \
            .add_text_field("text", tokenizer_name=analyser).build()
        with tempfile.TemporaryDirectory() as folder:
            index = tantivy.Index(schema, path=folder)
            stemmer = (tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.remove_long(40))
                       .filter(tantivy.Filter.lowercase())
                       .filter(tantivy.Filter.stemmer("french" if analyser == "fr_stem" else "english")).build())
            index.register_tokenizer(analyser, stemmer)
            writer = index.writer()
            for row, text in enumerate(texts):
                writer.add_document(tantivy.Document(row=row, text=text))
            writer.commit()
            writer.wait_merging_threads()
            index.reload()
            searcher = index.searcher()

            def ask(i: int) -> list[int]:
                words = " ".join(dict.fromkeys(WORD.findall(texts[i])))
                words = re.sub(r"\b(AND|OR|NOT|IN)\b", lambda m: m.group().lower(), words)
                if not words:
                    return []
                hits = searcher.search(index.parse_query(words, ["text"]), len(texts)).hits
                return [searcher.doc(address)["row"][0] for _, address in hits]
            tell(f"tantivy ({analyser})", ask)


if __name__ == "__main__":
    if sys.argv[1] == "speed":
        speed(Path(sys.argv[2]))
    else:
        relevance(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 1)

-- What the ledger holds. A change here is a new format: see `FORMAT` in folder.rs and migrate.rs.
-- A `seal` is a keyed check of the other columns of its row: see seal.rs.

-- `store`: the identity. `key`: what rows are sealed with. `batches`: the last batch number given.
-- `commits`: how many times the batches were changed, which the file `COMMITS` says too.
-- `catalogue`: the sum of the seals of the batches, sealed itself.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One file read with one mapping. `open`: being read, invisible. `stored`: visible. `indexed`: also in the index.
-- `resume` is where the file lies and how it is read, until the batch is whole.
-- `rows` counts its feedback; `row_seals`, `chunk_seals` and `reject_seals` sum the seals of what belongs to it.
CREATE TABLE batches (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    source       TEXT NOT NULL,
    created      TEXT NOT NULL,
    manifest     TEXT NOT NULL,
    resume       TEXT,
    state        TEXT NOT NULL CHECK (state IN ('open', 'stored', 'indexed')),
    rows         INTEGER NOT NULL DEFAULT 0,
    row_seals    INTEGER NOT NULL DEFAULT 0,
    chunk_seals  INTEGER NOT NULL DEFAULT 0,
    reject_seals INTEGER NOT NULL DEFAULT 0,
    seal         INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One acknowledged transaction: records read = accepted + rejected + duplicate + refused.
CREATE TABLE chunks (
    batch     INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    number    INTEGER NOT NULL,
    read      INTEGER NOT NULL,
    accepted  INTEGER NOT NULL,
    rejected  INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    refused   INTEGER NOT NULL,
    masked    TEXT NOT NULL,
    seal      INTEGER NOT NULL,
    PRIMARY KEY (batch, number),
    CHECK (read = accepted + rejected + duplicate + refused)
) STRICT, WITHOUT ROWID;

-- `line` is the stable number of the row in the store: the batch in the high half, the position in the low one.
-- `scope` is what `id` is unique in: the source, or the batch where the source gives no identifier.
-- `content` is a keyed digest of what was said, by whom and when: it tells the same answer in another file.
CREATE TABLE feedback (
    line       INTEGER PRIMARY KEY,
    batch      INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    seal       INTEGER NOT NULL,
    content    INTEGER NOT NULL,
    scope      TEXT NOT NULL,
    id         TEXT NOT NULL,
    received   TEXT,
    language   TEXT,
    customer   TEXT,
    text       TEXT NOT NULL,
    ratings    TEXT NOT NULL,
    attributes TEXT NOT NULL,
    origin     TEXT NOT NULL,
    annotation TEXT NOT NULL
) STRICT;
CREATE INDEX feedback_by_id ON feedback (id, scope);
CREATE INDEX feedback_by_batch ON feedback (batch);
CREATE INDEX feedback_by_content ON feedback (content);

-- Records that could not be used: where and why, never what they said.
CREATE TABLE rejects (
    number    INTEGER PRIMARY KEY,
    batch     INTEGER NOT NULL REFERENCES batches (number) ON DELETE CASCADE,
    record    INTEGER NOT NULL,
    line      INTEGER NOT NULL,
    byte      INTEGER NOT NULL,
    column    TEXT,
    code      TEXT NOT NULL,
    reason_fr TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    seal      INTEGER NOT NULL
) STRICT;
CREATE INDEX rejects_by_batch ON rejects (batch);

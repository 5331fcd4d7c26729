-- Version 3: what was kept as reported stays kept. The past of an issued pack, where a change of it was kept, is
-- frozen beside the pack's own ledger: up to a close, layer under layer, the newest first.

CREATE TABLE kept (
    id     INTEGER PRIMARY KEY,
    issued INTEGER NOT NULL REFERENCES issued (id),
    layer  INTEGER NOT NULL,
    -- The last close of it.
    until  TEXT    NOT NULL,
    basis  INTEGER NOT NULL REFERENCES part (id),
    UNIQUE (issued, layer)
);

-- Its ledger, in the shape of the frozen one.
CREATE TABLE kept_close (
    kept   INTEGER NOT NULL REFERENCES kept (id),
    number INTEGER NOT NULL,
    close  TEXT    NOT NULL,
    partial TEXT,
    PRIMARY KEY (kept, number)
) WITHOUT ROWID;

CREATE TABLE kept_customer (
    kept        INTEGER NOT NULL REFERENCES kept (id),
    number      INTEGER NOT NULL,
    customer_id TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    PRIMARY KEY (kept, number)
) WITHOUT ROWID;

CREATE TABLE kept_rate (
    kept      INTEGER NOT NULL REFERENCES kept (id),
    currency  TEXT    NOT NULL,
    close     INTEGER NOT NULL,
    rate      TEXT    NOT NULL,
    PRIMARY KEY (kept, currency, close)
) WITHOUT ROWID;

CREATE TABLE kept_schedule (
    kept     INTEGER NOT NULL REFERENCES kept (id),
    customer INTEGER NOT NULL,
    close    INTEGER NOT NULL,
    cut      TEXT,
    PRIMARY KEY (kept, customer, close)
) WITHOUT ROWID;

CREATE TABLE kept_attribute (
    kept      INTEGER NOT NULL REFERENCES kept (id),
    "set"     INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    attribute TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    PRIMARY KEY (kept, "set", position)
) WITHOUT ROWID;

CREATE TABLE kept_row (
    kept       INTEGER NOT NULL REFERENCES kept (id),
    number     INTEGER NOT NULL,
    customer   INTEGER NOT NULL,
    close      INTEGER NOT NULL,
    line       INTEGER NOT NULL REFERENCES frozen_text (id),
    plan       INTEGER NOT NULL REFERENCES frozen_text (id),
    reason     INTEGER NOT NULL REFERENCES frozen_text (id),
    currency   TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    amount     TEXT    NOT NULL,
    quantity   TEXT,
    renewal    TEXT,
    attributes INTEGER NOT NULL,
    sheet      INTEGER NOT NULL,
    row        INTEGER NOT NULL,
    "column"   INTEGER NOT NULL,
    PRIMARY KEY (kept, number)
) WITHOUT ROWID;

CREATE TRIGGER kept_stays BEFORE UPDATE ON kept BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;
CREATE TRIGGER kept_kept BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;

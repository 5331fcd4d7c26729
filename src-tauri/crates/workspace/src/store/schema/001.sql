-- The workspace file, version 1. One file a company. Amounts are exact decimal texts.

-- Content by its SHA-256: raw tables, sections of states, figures, files of packs. Equal content is kept once.
CREATE TABLE part (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT    NOT NULL UNIQUE,
    bytes  BLOB    NOT NULL
);

-- Every file that was read, as the reader streamed it. The file itself is neither copied nor changed.
CREATE TABLE source (
    sha256  TEXT    NOT NULL PRIMARY KEY,
    path    TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    size    INTEGER NOT NULL,
    read_at TEXT    NOT NULL,
    book    INTEGER NOT NULL REFERENCES part (id)
);

-- The journal: every edit is one row, with the whole state of the inputs after it.
CREATE TABLE revision (
    id     INTEGER PRIMARY KEY,
    parent INTEGER REFERENCES revision (id),
    at     TEXT    NOT NULL,
    kind   TEXT    NOT NULL,
    label  TEXT    NOT NULL,
    reason TEXT    NOT NULL
);

-- The state of the inputs, section by section.
CREATE TABLE section (
    revision INTEGER NOT NULL REFERENCES revision (id),
    name     TEXT    NOT NULL,
    part     INTEGER NOT NULL REFERENCES part (id),
    PRIMARY KEY (revision, name)
) WITHOUT ROWID;

-- Every move of the head: the newest row says where it stands. Undo and redo are moves too.
CREATE TABLE step (
    id        INTEGER PRIMARY KEY,
    at        TEXT    NOT NULL,
    move      TEXT    NOT NULL CHECK (move IN ('edit', 'undo', 'redo')),
    came_from INTEGER REFERENCES revision (id),
    revision  INTEGER NOT NULL REFERENCES revision (id)
);

-- Issued packs: what was reported, frozen.
CREATE TABLE issued (
    id          INTEGER PRIMARY KEY,
    at          TEXT    NOT NULL,
    revision    INTEGER NOT NULL REFERENCES revision (id),
    title       TEXT    NOT NULL,
    pack_id     TEXT    NOT NULL,
    period      TEXT    NOT NULL,
    as_of       TEXT    NOT NULL,
    currency    TEXT    NOT NULL,
    draft       INTEGER NOT NULL,
    basis_hash  TEXT    NOT NULL,
    app_version TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    basis       INTEGER NOT NULL REFERENCES part (id),
    mapping     INTEGER NOT NULL REFERENCES part (id),
    evidence    INTEGER NOT NULL REFERENCES part (id),
    renames     INTEGER NOT NULL REFERENCES part (id),
    requests    INTEGER REFERENCES part (id),
    plan        INTEGER REFERENCES part (id),
    -- The document of `holdfast metrics --json`.
    figures     INTEGER NOT NULL REFERENCES part (id),
    -- The same figures as the next quarter compares them.
    compared    INTEGER NOT NULL REFERENCES part (id),
    -- The document of `holdfast negotiations --json`.
    outcomes    INTEGER REFERENCES part (id)
);

CREATE TABLE issued_file (
    issued   INTEGER NOT NULL REFERENCES issued (id),
    position INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    part     INTEGER NOT NULL REFERENCES part (id),
    PRIMARY KEY (issued, position)
) WITHOUT ROWID;

-- The frozen ledger. Texts are kept once for all packs; the view `ledger` puts everything together.
CREATE TABLE frozen_text (
    id   INTEGER PRIMARY KEY,
    text TEXT    NOT NULL UNIQUE
);

CREATE TABLE frozen_close (
    issued INTEGER NOT NULL REFERENCES issued (id),
    number INTEGER NOT NULL,
    close  TEXT    NOT NULL,
    -- The day of a close which is not a month end (L-3).
    partial TEXT,
    PRIMARY KEY (issued, number)
) WITHOUT ROWID;

CREATE TABLE frozen_customer (
    issued      INTEGER NOT NULL REFERENCES issued (id),
    number      INTEGER NOT NULL,
    customer_id TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    PRIMARY KEY (issued, number)
) WITHOUT ROWID;

-- Units of the reporting currency for one unit of the currency (L-9); 1 is the reporting currency itself.
CREATE TABLE frozen_rate (
    issued    INTEGER NOT NULL REFERENCES issued (id),
    currency  TEXT    NOT NULL,
    close     INTEGER NOT NULL,
    rate      TEXT    NOT NULL,
    PRIMARY KEY (issued, currency, close)
) WITHOUT ROWID;

-- Scheduled step-downs (M-5); without a cut the whole fall was scheduled.
CREATE TABLE frozen_schedule (
    issued   INTEGER NOT NULL REFERENCES issued (id),
    customer INTEGER NOT NULL,
    close    INTEGER NOT NULL,
    cut      TEXT,
    PRIMARY KEY (issued, customer, close)
) WITHOUT ROWID;

-- Attribute values: a row of the ledger names its set, one value an attribute.
CREATE TABLE frozen_attribute (
    issued    INTEGER NOT NULL REFERENCES issued (id),
    "set"     INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    attribute TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    PRIMARY KEY (issued, "set", position)
) WITHOUT ROWID;

CREATE TABLE frozen_row (
    issued     INTEGER NOT NULL REFERENCES issued (id),
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
    PRIMARY KEY (issued, number)
) WITHOUT ROWID;

-- One row a source row and close, for people and for checks in SQL: ARR in the currency of the row, and the
-- rate to the reporting currency at its close. `status` other than active and past-due is not in force (M-9).
CREATE VIEW ledger AS
SELECT r.issued, r.number, c.customer_id, c.name AS customer, k.close, line.text AS line, plan.text AS plan,
       reason.text AS reason, r.status, r.currency, r.amount, x.rate, r.quantity, r.renewal, r.attributes AS "set",
       r.sheet, r.row, r."column"
FROM frozen_row r
JOIN frozen_customer c ON c.issued = r.issued AND c.number = r.customer
JOIN frozen_close k ON k.issued = r.issued AND k.number = r.close
JOIN frozen_text line ON line.id = r.line
JOIN frozen_text plan ON plan.id = r.plan
JOIN frozen_text reason ON reason.id = r.reason
JOIN frozen_rate x ON x.issued = r.issued AND x.currency = r.currency AND x.close = r.close;

-- One row a ledger row and attribute.
CREATE VIEW ledger_attribute AS
SELECT r.issued, r.number, a.attribute, a.value
FROM frozen_row r
JOIN frozen_attribute a ON a.issued = r.issued AND a."set" = r.attributes;

-- History is only ever added to.
CREATE TRIGGER revision_stays BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER revision_kept BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER step_stays BEFORE UPDATE ON step BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER step_kept BEFORE DELETE ON step BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER part_stays BEFORE UPDATE ON part BEGIN SELECT RAISE(ABORT, 'content never changes'); END;
CREATE TRIGGER issued_stays BEFORE UPDATE ON issued BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;
CREATE TRIGGER issued_kept BEFORE DELETE ON issued BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;

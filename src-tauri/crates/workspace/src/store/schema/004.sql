-- Version 4: one set of tables for every frozen ledger, a pack's own or kept with it. Packs refer to ledgers; equal
-- ones are kept once.

DROP VIEW ledger;
DROP VIEW ledger_attribute;

CREATE TABLE frozen (
    id        INTEGER PRIMARY KEY,
    reporting TEXT NOT NULL,
    -- Of its content; an earlier version wrote none.
    sha256    TEXT UNIQUE
);

-- The ledgers of an issued pack: layer 0 is its own. Under it lies the past as it was kept, the newest first, each
-- up to a close and under its own basis.
CREATE TABLE issued_ledger (
    issued INTEGER NOT NULL REFERENCES issued (id),
    layer  INTEGER NOT NULL,
    frozen INTEGER NOT NULL REFERENCES frozen (id),
    until  TEXT,
    basis  INTEGER REFERENCES part (id),
    PRIMARY KEY (issued, layer),
    CHECK ((layer = 0) = (until IS NULL) AND (layer = 0) = (basis IS NULL))
) WITHOUT ROWID;

-- A pack's own ledger has the number of the pack; kept ones come after all of those.
INSERT INTO frozen (id, reporting) SELECT id, currency FROM issued;
INSERT INTO issued_ledger (issued, layer, frozen) SELECT id, 0, id FROM issued;
CREATE TEMP TABLE kept_number AS SELECT id AS kept, id + (SELECT max(id) FROM issued) AS frozen FROM kept;
INSERT INTO frozen (id, reporting)
SELECT n.frozen, i.currency FROM kept_number n JOIN kept k ON k.id = n.kept JOIN issued i ON i.id = k.issued;
INSERT INTO issued_ledger (issued, layer, frozen, until, basis)
SELECT k.issued, k.layer + 1, n.frozen, k.until, k.basis FROM kept_number n JOIN kept k ON k.id = n.kept;

CREATE TEMP TABLE moved AS SELECT * FROM frozen_close;
INSERT INTO moved
SELECT n.frozen, c.number, c.close, c.partial
FROM kept_close c JOIN kept_number n USING (kept);
DROP TABLE frozen_close;
DROP TABLE kept_close;
CREATE TABLE frozen_close (
    frozen  INTEGER NOT NULL REFERENCES frozen (id),
    number  INTEGER NOT NULL,
    close   TEXT    NOT NULL,
    -- The day of a close which is not a month end (L-3).
    partial TEXT,
    PRIMARY KEY (frozen, number)
) WITHOUT ROWID;
INSERT INTO frozen_close SELECT * FROM moved;
DROP TABLE moved;

CREATE TEMP TABLE moved AS SELECT * FROM frozen_customer;
INSERT INTO moved
SELECT n.frozen, c.number, c.customer_id, c.name
FROM kept_customer c JOIN kept_number n USING (kept);
DROP TABLE frozen_customer;
DROP TABLE kept_customer;
CREATE TABLE frozen_customer (
    frozen      INTEGER NOT NULL REFERENCES frozen (id),
    number      INTEGER NOT NULL,
    customer_id TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    PRIMARY KEY (frozen, number)
) WITHOUT ROWID;
INSERT INTO frozen_customer SELECT * FROM moved;
DROP TABLE moved;

CREATE TEMP TABLE moved AS SELECT * FROM frozen_rate;
INSERT INTO moved
SELECT n.frozen, r.currency, r.close, r.rate
FROM kept_rate r JOIN kept_number n USING (kept);
DROP TABLE frozen_rate;
DROP TABLE kept_rate;
-- Units of the reporting currency for one unit of the currency (L-9); 1 is the reporting currency itself.
CREATE TABLE frozen_rate (
    frozen   INTEGER NOT NULL REFERENCES frozen (id),
    currency TEXT    NOT NULL,
    close    INTEGER NOT NULL,
    rate     TEXT    NOT NULL,
    PRIMARY KEY (frozen, currency, close)
) WITHOUT ROWID;
INSERT INTO frozen_rate SELECT * FROM moved;
DROP TABLE moved;

CREATE TEMP TABLE moved AS SELECT * FROM frozen_schedule;
INSERT INTO moved
SELECT n.frozen, s.customer, s.close, s.cut
FROM kept_schedule s JOIN kept_number n USING (kept);
DROP TABLE frozen_schedule;
DROP TABLE kept_schedule;
-- Scheduled step-downs (M-5); without a cut the whole fall was scheduled.
CREATE TABLE frozen_schedule (
    frozen   INTEGER NOT NULL REFERENCES frozen (id),
    customer INTEGER NOT NULL,
    close    INTEGER NOT NULL,
    cut      TEXT,
    PRIMARY KEY (frozen, customer, close)
) WITHOUT ROWID;
INSERT INTO frozen_schedule SELECT * FROM moved;
DROP TABLE moved;

CREATE TEMP TABLE moved AS SELECT * FROM frozen_attribute;
INSERT INTO moved
SELECT n.frozen, a."set", a.position, a.attribute, a.value
FROM kept_attribute a JOIN kept_number n USING (kept);
DROP TABLE frozen_attribute;
DROP TABLE kept_attribute;
-- Attribute values: a row of the ledger names its set, one value an attribute.
CREATE TABLE frozen_attribute (
    frozen    INTEGER NOT NULL REFERENCES frozen (id),
    "set"     INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    attribute TEXT    NOT NULL,
    value     TEXT    NOT NULL,
    PRIMARY KEY (frozen, "set", position)
) WITHOUT ROWID;
INSERT INTO frozen_attribute SELECT * FROM moved;
DROP TABLE moved;

CREATE TEMP TABLE moved AS SELECT * FROM frozen_row;
INSERT INTO moved
SELECT n.frozen, r.number, r.customer, r.close, r.line, r.plan, r.reason, r.currency, r.status, r.amount, r.quantity,
       r.renewal, r.attributes, r.sheet, r.row, r."column"
FROM kept_row r JOIN kept_number n USING (kept);
DROP TABLE frozen_row;
DROP TABLE kept_row;
CREATE TABLE frozen_row (
    frozen     INTEGER NOT NULL REFERENCES frozen (id),
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
    PRIMARY KEY (frozen, number)
) WITHOUT ROWID;
INSERT INTO frozen_row SELECT * FROM moved;
DROP TABLE moved;
DROP TABLE kept;
DROP TABLE kept_number;

-- One row a source row and close of an issued pack's own ledger, for people and for checks in SQL: ARR in the currency
-- of the row, and the rate to the reporting currency at its close. `status` other than active and past-due is not in
-- force (M-9).
CREATE VIEW ledger AS
SELECT o.issued, r.number, c.customer_id, c.name AS customer, k.close, line.text AS line, plan.text AS plan,
       reason.text AS reason, r.status, r.currency, r.amount, x.rate, r.quantity, r.renewal, r.attributes AS "set",
       r.sheet, r.row, r."column"
FROM issued_ledger o
JOIN frozen_row r ON r.frozen = o.frozen
JOIN frozen_customer c ON c.frozen = r.frozen AND c.number = r.customer
JOIN frozen_close k ON k.frozen = r.frozen AND k.number = r.close
JOIN frozen_text line ON line.id = r.line
JOIN frozen_text plan ON plan.id = r.plan
JOIN frozen_text reason ON reason.id = r.reason
JOIN frozen_rate x ON x.frozen = r.frozen AND x.currency = r.currency AND x.close = r.close
WHERE o.layer = 0;

-- One row a ledger row and attribute.
CREATE VIEW ledger_attribute AS
SELECT o.issued, r.number, a.attribute, a.value
FROM issued_ledger o
JOIN frozen_row r ON r.frozen = o.frozen
JOIN frozen_attribute a ON a.frozen = r.frozen AND a."set" = r.attributes
WHERE o.layer = 0;

CREATE TRIGGER frozen_stays BEFORE UPDATE ON frozen BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;
CREATE TRIGGER frozen_kept BEFORE DELETE ON frozen BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;
CREATE TRIGGER issued_ledger_stays BEFORE UPDATE ON issued_ledger
BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;
CREATE TRIGGER issued_ledger_kept BEFORE DELETE ON issued_ledger
BEGIN SELECT RAISE(ABORT, 'an issued pack never changes'); END;

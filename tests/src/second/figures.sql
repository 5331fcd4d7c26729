-- The figures of metrics.md from the frozen ledger of a workspace file, in SQL alone: a second computation which
-- shares nothing with the first but the rows. Amounts have two places and rates four, so whole numbers of
-- millionths hold every product exactly.
--
-- Set before: temp table choice (grain 1 or 3 months, paused_line, free_logo 0 or 1).

CREATE TEMP TABLE k AS
SELECT number AS k, close AS day,
       CAST(substr(close, 1, 4) AS INTEGER) * 12 + CAST(substr(close, 6, 2) AS INTEGER) - 1 AS m
FROM frozen_close;

CREATE TEMP TABLE x AS
SELECT currency, close AS k, CAST(round(CAST(rate AS REAL) * 10000) AS INTEGER) AS rate FROM frozen_rate;

-- Rows in force (L-10).
CREATE TEMP TABLE part AS
SELECT l.number, l.customer_id AS c, k.k, l.line, l.currency,
       CAST(round(CAST(l.amount AS REAL) * 100) AS INTEGER) AS cents
FROM ledger l JOIN k ON k.day = l.close
WHERE l.status IN ('active', 'past-due');

CREATE TEMP TABLE mark AS
SELECT l.customer_id AS c, k.k, MAX(l.status = 'paused') AS paused, MAX(l.status = 'free') AS free
FROM ledger l JOIN k ON k.day = l.close GROUP BY 1, 2;

-- A customer at a close, at the rates of a close (L-9).
CREATE TEMP TABLE net AS
SELECT p.c, p.k, x.k AS r, SUM(p.cents * x.rate) AS v
FROM part p JOIN x ON x.currency = p.currency GROUP BY 1, 2, 3;

-- Balances; a net which is not above zero is held at 0 (L-5).
CREATE TEMP TABLE bal AS SELECT c, k, v FROM net WHERE r = k AND v > 0;
CREATE TEMP TABLE held AS SELECT n.c, n.k, n.r, MAX(n.v, 0) AS v FROM net n JOIN bal b ON b.c = n.c AND b.k = n.k;
CREATE INDEX temp.held_at ON held (c, k, r);
CREATE INDEX temp.bal_at ON bal (c, k);

-- Periods with both closes covered, and the trailing years of their closings (L-3, R-1).
CREATE TEMP TABLE pair AS
SELECT 'period' AS kind, a.k AS o, b.k AS e
FROM k a JOIN choice JOIN k b
  ON b.m = CASE grain WHEN 1 THEN a.m + 1 ELSE MIN(a.m + 3, (SELECT MAX(m) FROM k)) END
WHERE a.m < (SELECT MAX(m) FROM k) AND (grain = 1 OR a.m % 3 = 2);
INSERT INTO pair
SELECT DISTINCT 'ttm', a.k, b.k FROM pair p JOIN k b ON b.k = p.e JOIN k a ON a.m = b.m - 12;

-- What was to fall by contract between two closes, at the opening close's rates (M-5).
CREATE TEMP TABLE agreed AS
SELECT p.kind, p.o, p.e, c.customer_id AS c,
       SUM(CASE WHEN s.cut IS NULL
           THEN MAX(COALESCE(before.v, 0) - COALESCE(after.v, 0), 0)
           ELSE MAX(CAST(round(CAST(s.cut AS REAL) * 100) AS INTEGER) * x.rate, 0) END) AS v
FROM pair p
JOIN frozen_schedule s ON s.close > p.o AND s.close <= p.e
JOIN frozen_customer c ON c.number = s.customer
JOIN (SELECT customer_id, MIN(currency) AS currency FROM ledger GROUP BY 1) own ON own.customer_id = c.customer_id
JOIN x ON x.currency = own.currency AND x.k = p.o
LEFT JOIN held before ON before.c = c.customer_id AND before.k = s.close - 1 AND before.r = p.o
LEFT JOIN held after ON after.c = c.customer_id AND after.k = s.close AND after.r = p.o
GROUP BY 1, 2, 3, 4;

-- One movement a customer and pair of closes (M-1).
CREATE TEMP TABLE move AS
SELECT *,
       CASE WHEN op = 0 THEN CASE WHEN paid THEN 'reactivation' ELSE 'new' END
            WHEN cl = 0 THEN CASE WHEN paused AND (SELECT paused_line FROM choice) THEN 'paused' ELSE 'churn' END
            WHEN cl > op THEN 'expansion' WHEN cl = op THEN 'flat'
            WHEN cut = op - cl THEN 'step_down' ELSE 'downsell' END AS class,
       CASE WHEN cl > 0 THEN 1
            WHEN bal > 0 THEN 0
            WHEN paused AND (SELECT paused_line FROM choice) THEN 1
            WHEN free AND (SELECT free_logo FROM choice) THEN 1 ELSE 0 END AS logo
FROM (
    SELECT p.kind, p.o, p.e, c.c, COALESCE(a.v, 0) AS op, COALESCE(h.v, 0) AS cl, COALESCE(b.v, 0) AS bal,
           EXISTS (SELECT 1 FROM bal q WHERE q.c = c.c AND q.k <= p.o) AS paid,
           CASE WHEN COALESCE(h.v, 0) > 0 AND h.v < a.v THEN MIN(COALESCE(g.v, 0), a.v - h.v) ELSE 0 END AS cut,
           b.v IS NULL AND COALESCE(w.paused, 0) AS paused, b.v IS NULL AND COALESCE(w.free, 0) AS free
    FROM pair p JOIN (SELECT DISTINCT c FROM part) c
    LEFT JOIN bal a ON a.c = c.c AND a.k = p.o
    LEFT JOIN bal b ON b.c = c.c AND b.k = p.e
    LEFT JOIN held h ON h.c = c.c AND h.k = p.e AND h.r = p.o
    LEFT JOIN agreed g ON g.kind = p.kind AND g.c = c.c AND g.o = p.o AND g.e = p.e
    LEFT JOIN mark w ON w.c = c.c AND w.k = p.e
    WHERE a.v IS NOT NULL OR b.v IS NOT NULL);

-- The segment of a customer at a close: the value with most of its amount, the first by name of equal ones (S-2).
CREATE TEMP TABLE seg AS
SELECT c, k, attribute || '=' || CASE value WHEN '' THEN 'Unassigned' ELSE value END AS scope, attribute
FROM (
    SELECT p.c, p.k, a.attribute, a.value,
           ROW_NUMBER() OVER (PARTITION BY p.c, p.k, a.attribute
                              ORDER BY a.value = '', SUM(p.cents * x.rate) DESC, a.value) AS place
    FROM part p JOIN ledger_attribute a ON a.number = p.number JOIN x ON x.currency = p.currency AND x.k = p.k
    GROUP BY p.c, p.k, a.attribute, a.value)
WHERE place = 1;

-- Where a movement belongs: the total, and the segment at opening (at closing for new and returned customers).
CREATE TEMP TABLE home AS
SELECT '' AS scope, '' AS attribute, m.* FROM move m
UNION ALL
SELECT s.scope, s.attribute, m.* FROM move m
JOIN seg s ON s.c = m.c AND s.k = CASE m.op WHEN 0 THEN m.e ELSE m.o END;

-- Where its balance stands at closing.
CREATE TEMP TABLE ended AS
SELECT '' AS scope, '' AS attribute, kind, o, e, c, op, bal FROM move WHERE bal > 0
UNION ALL
SELECT s.scope, s.attribute, m.kind, m.o, m.e, m.c, m.op, m.bal FROM move m
JOIN seg s ON s.c = m.c AND s.k = m.e WHERE m.bal > 0;

-- Line by line, customers present at both closes (M-2).
CREATE TEMP TABLE lined AS
SELECT o, e, SUM(MAX(delta, 0)) AS increase, SUM(MAX(-delta, 0)) AS decrease
FROM (
    SELECT o, e, c, line, SUM(side) AS delta
    FROM (
        SELECT m.o, m.e, m.c, p.line, CASE p.k WHEN m.e THEN p.cents * x.rate ELSE -p.cents * x.rate END AS side
        FROM move m JOIN part p ON p.c = m.c AND p.k IN (m.o, m.e)
        JOIN x ON x.currency = p.currency AND x.k = m.o
        WHERE m.kind = 'period' AND m.op > 0 AND m.cl > 0)
    GROUP BY 1, 2, 3, 4)
GROUP BY 1, 2;

CREATE TEMP TABLE flow AS
SELECT kind, scope, o, e, SUM(op) AS opening, SUM(op > 0) AS n_opening, SUM(bal - cl) AS fx, SUM(cut) AS step_down,
       SUM(CASE class WHEN 'new' THEN cl ELSE 0 END) AS new, SUM(class = 'new') AS n_new,
       SUM(CASE class WHEN 'reactivation' THEN cl ELSE 0 END) AS reactivation, SUM(class = 'reactivation') AS n_reactivation,
       SUM(CASE class WHEN 'expansion' THEN cl - op ELSE 0 END) AS expansion, SUM(class = 'expansion') AS n_expansion,
       SUM(CASE class WHEN 'downsell' THEN op - cl - cut ELSE 0 END) AS downsell, SUM(class = 'downsell') AS n_downsell,
       SUM(class = 'step_down') AS n_step_down,
       SUM(CASE class WHEN 'paused' THEN op ELSE 0 END) AS paused, SUM(class = 'paused') AS n_paused,
       SUM(CASE class WHEN 'churn' THEN op ELSE 0 END) AS churn, SUM(class = 'churn') AS n_churn,
       SUM(CASE WHEN op > 0 THEN cl ELSE 0 END) AS now, SUM(CASE WHEN op > 0 THEN MIN(op, cl) ELSE 0 END) AS kept,
       SUM(op > 0 AND logo) AS logos
FROM home GROUP BY 1, 2, 3, 4;

CREATE TEMP TABLE shut AS
SELECT kind, scope, o, e, SUM(bal) AS closing, COUNT(*) AS n_closing FROM ended GROUP BY 1, 2, 3, 4;

-- Out of the segment at opening, into the one at closing, at the closing amount (S-2).
CREATE TEMP TABLE moved AS
SELECT scope, o, e, SUM(v) AS transfer
FROM (
    SELECT h.scope, h.o, h.e, -h.bal AS v FROM home h
    JOIN ended n ON n.kind = h.kind AND n.attribute = h.attribute AND n.c = h.c AND n.o = h.o AND n.e = h.e
    WHERE h.kind = 'period' AND n.scope <> h.scope
    UNION ALL
    SELECT n.scope, n.o, n.e, n.bal FROM home h
    JOIN ended n ON n.kind = h.kind AND n.attribute = h.attribute AND n.c = h.c AND n.o = h.o AND n.e = h.e
    WHERE h.kind = 'period' AND n.scope <> h.scope)
GROUP BY 1, 2, 3;

-- Cohorts of the period of the first paid close, by age in periods, at the rates of that period's end (C-1, S-1).
-- Who is gone by that end counts; a period which is not over, or whose end is missing, has no row.
CREATE TEMP TABLE cohort AS
SELECT f.m AS cohort, (a.m - f.m) / grain AS age, COUNT(*) AS n, SUM(COALESCE(b.v, 0)) AS base,
       SUM(COALESCE(h.v, 0)) AS net, SUM(MIN(COALESCE(h.v, 0), COALESCE(b.v, 0))) AS gross, SUM(COALESCE(h.v, 0) > 0) AS logos
FROM choice
JOIN (SELECT bal.c, MIN(k.m) AS m FROM bal JOIN k ON k.k = bal.k GROUP BY bal.c) s
JOIN k f ON f.m = s.m + grain - 1 - s.m % grain
JOIN k a ON a.m >= f.m AND (a.m - f.m) % grain = 0
LEFT JOIN bal b ON b.c = s.c AND b.k = f.k
LEFT JOIN held h ON h.c = s.c AND h.k = a.k AND h.r = f.k
GROUP BY 1, 2;

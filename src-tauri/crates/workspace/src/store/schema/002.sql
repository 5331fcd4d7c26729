-- Version 2: the audit trail says who, where the door knows it.

ALTER TABLE revision ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE step ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE issued ADD COLUMN author TEXT NOT NULL DEFAULT '';

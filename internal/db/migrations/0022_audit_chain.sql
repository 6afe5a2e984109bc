-- The audit lines are linked in chains: each bears the hash of the line before it in its chain and its own.
-- Lines from before stand in chain -1 until audit.Complete has linked them, at the next start.

-- +goose Up
ALTER TABLE audit_line ADD COLUMN form INTEGER NOT NULL DEFAULT 0; -- version of the encoding that is hashed
ALTER TABLE audit_line ADD COLUMN chain BIGINT NOT NULL DEFAULT -1;
ALTER TABLE audit_line ADD COLUMN seq BIGINT NOT NULL DEFAULT 0; -- place in the chain, from 1
ALTER TABLE audit_line ADD COLUMN prev /*sqlite: BLOB NOT NULL DEFAULT x''*//*postgres: BYTEA NOT NULL DEFAULT ''*/;
ALTER TABLE audit_line ADD COLUMN hash /*sqlite: BLOB NOT NULL DEFAULT x''*//*postgres: BYTEA NOT NULL DEFAULT ''*/;
UPDATE audit_line SET seq = id;
INSERT INTO setting (name, value) SELECT 'audit.unlinked', 'yes' WHERE EXISTS (SELECT 1 FROM audit_line);
CREATE UNIQUE INDEX audit_line_chain ON audit_line (chain, seq);
CREATE INDEX audit_line_unit ON audit_line (unit_id, id);
/*postgres: ALTER TABLE audit_line ALTER COLUMN form DROP DEFAULT, ALTER COLUMN chain DROP DEFAULT, ALTER COLUMN seq DROP DEFAULT,
    ALTER COLUMN prev DROP DEFAULT, ALTER COLUMN hash DROP DEFAULT; */

-- How long each chain is, and its newest line.
CREATE TABLE audit_head (
    chain BIGINT NOT NULL PRIMARY KEY,
    lines BIGINT NOT NULL,
    prev  /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL,
    hash  /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL
);

-- How far each chain has been anchored.
CREATE TABLE audit_anchored (
    chain BIGINT NOT NULL PRIMARY KEY,
    lines BIGINT NOT NULL,
    hash  /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL
);

-- +goose Down
DROP TABLE audit_anchored;
DROP TABLE audit_head;
DROP INDEX audit_line_unit;
DROP INDEX audit_line_chain;
ALTER TABLE audit_line DROP COLUMN hash;
ALTER TABLE audit_line DROP COLUMN prev;
ALTER TABLE audit_line DROP COLUMN seq;
ALTER TABLE audit_line DROP COLUMN chain;
ALTER TABLE audit_line DROP COLUMN form;
DELETE FROM setting WHERE name = 'audit.unlinked';

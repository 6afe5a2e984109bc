-- Imports (nhập dữ liệu): files that came in, what they would change, and what was before, so that a whole
-- import can be taken back.

-- +goose Up
CREATE TABLE intake (
    id         BIGINT NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL, -- households, persons, assessments, base
    area_id    BIGINT NOT NULL, -- the unit that every row must lie in
    round_id   BIGINT NOT NULL, -- 0 when no round is concerned
    year       INTEGER NOT NULL,
    file       TEXT   NOT NULL, -- the file's name as its user had it
    hash       TEXT   NOT NULL, -- SHA-256 of the file
    size       BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    who        TEXT   NOT NULL,
    status     TEXT   NOT NULL, -- received, previewed, committed, undone, discarded
    choices    TEXT   NOT NULL, -- JSON of the answers of the last preview
    preview    /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- sealed JSON, empty before the first preview
    at         BIGINT NOT NULL,
    done       BIGINT NOT NULL  -- when it was committed, undone or discarded; 0 before
);
CREATE INDEX intake_area ON intake (area_id, id);
CREATE INDEX intake_hash ON intake (hash);

-- The file itself in sealed pieces, gone once the import is settled.
CREATE TABLE intake_chunk (
    intake_id BIGINT NOT NULL,
    position  INTEGER NOT NULL,
    content   /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL,
    PRIMARY KEY (intake_id, position)
);

-- What an office said its columns mean.
CREATE TABLE intake_mapping (
    unit_id BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    header  TEXT   NOT NULL, -- folded
    field   TEXT   NOT NULL, -- '-' for a column that is left out
    PRIMARY KEY (unit_id, kind, header)
);

-- Villages that an import added to the list of units.
CREATE TABLE intake_village (
    intake_id BIGINT NOT NULL,
    unit_id   BIGINT NOT NULL,
    PRIMARY KEY (intake_id, unit_id)
);

-- Population bases that an import set, each with the row as it was.
CREATE TABLE intake_base (
    intake_id BIGINT NOT NULL,
    unit_id   BIGINT NOT NULL,
    day       TEXT   NOT NULL,
    image     TEXT   NOT NULL, -- JSON of the base before and after
    PRIMARY KEY (intake_id, unit_id)
);

-- What an import did in a commune: records first_id to last_id that it added (no image), or one that it
-- changed, with the record as it was.
CREATE TABLE intake_change (
    commune_id BIGINT NOT NULL,
    intake_id  BIGINT NOT NULL,
    part       TEXT   NOT NULL, -- household, assessment
    first_id   BIGINT NOT NULL,
    last_id    BIGINT NOT NULL,
    image      /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- sealed, empty for added records
    PRIMARY KEY (commune_id, intake_id, part, first_id)
) {{routed intake_change}};

-- +goose Down
DROP TABLE intake_change;
DROP TABLE intake_base;
DROP TABLE intake_village;
DROP TABLE intake_mapping;
DROP TABLE intake_chunk;
DROP TABLE intake;

-- Acts on large imports that the program carries out by itself, one per import at a time.

-- +goose Up
CREATE TABLE intake_run (
    intake_id  BIGINT NOT NULL PRIMARY KEY,
    act        TEXT   NOT NULL, -- preview, commit, undo
    choices    TEXT   NOT NULL, -- JSON of the answers that a preview goes by
    account_id BIGINT NOT NULL, -- in whose name, role and area
    role       TEXT   NOT NULL,
    unit_id    BIGINT NOT NULL,
    started    BIGINT NOT NULL,
    error      TEXT   NOT NULL -- JSON of the fault on which it ended, empty while it is under way
);

-- +goose Down
DROP TABLE intake_run;

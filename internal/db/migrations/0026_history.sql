-- Periods in which nothing that decides a class may be changed, and the history of what the register says
-- of each household: who changed which value when, and from where it came.

-- +goose Up
CREATE TABLE freeze_period (
    id         BIGINT NOT NULL PRIMARY KEY,
    unit_id    BIGINT NOT NULL, -- the period holds in this unit and all below it
    first_day  TEXT   NOT NULL,
    last_day   TEXT   NOT NULL, -- the last day on which it holds
    reason     TEXT   NOT NULL,
    account_id BIGINT NOT NULL,
    who        TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    lifted     BIGINT NOT NULL, -- when it was lifted before its end; 0 while it was not
    lifted_by  TEXT   NOT NULL
);
CREATE INDEX freeze_period_unit ON freeze_period (unit_id, last_day);

-- One row for each act on one household.
CREATE TABLE household_history (
    commune_id   BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    n            INTEGER NOT NULL, -- 1 is the oldest
    at           BIGINT NOT NULL,
    source       TEXT   NOT NULL, -- form, mark, request
    source_id    BIGINT NOT NULL, -- number of the request, 0 of the others
    account_id   BIGINT NOT NULL,
    who          TEXT   NOT NULL,
    entered      INTEGER NOT NULL, -- 1 when the act entered the household
    changes      TEXT   NOT NULL, -- JSON of the values that changed, before and after; numbers masked
    PRIMARY KEY (commune_id, household_id, n)
) {{routed household_history}};

-- One row for many households that one import entered or changed, so that it costs no row for each.
CREATE TABLE household_history_run (
    commune_id BIGINT NOT NULL,
    intake_id  BIGINT NOT NULL,
    entered    INTEGER NOT NULL, -- 1 when the import entered all of first_id to last_id
    first_id   BIGINT NOT NULL,
    last_id    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    who        TEXT   NOT NULL,
    undone     BIGINT NOT NULL, -- when the import was taken back, 0 while it stands
    changes    /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- compressed JSON by household, empty when entered
    PRIMARY KEY (commune_id, intake_id, entered, first_id)
) {{routed household_history_run}};

INSERT INTO household_history_run (commune_id, intake_id, entered, first_id, last_id, at, account_id, who, undone, changes)
    SELECT c.commune_id, c.intake_id, 1, c.first_id, c.last_id, i.done, i.account_id, i.who, 0, c.image
    FROM intake_change c JOIN intake i ON i.id = c.intake_id
    WHERE c.part = 'household' AND length(c.image) = 0;

-- +goose Down
DROP TABLE household_history_run;
DROP TABLE household_history;
DROP TABLE freeze_period;

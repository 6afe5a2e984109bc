-- Rights of the persons whose data are held: what they asked for, restrictions, and the periods after which
-- data are removed.

-- +goose Up
CREATE TABLE subject_request (
    commune_id   BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    position     INTEGER NOT NULL, -- of the person in the household, 0 for the household
    kind         TEXT   NOT NULL, -- see, correct, restrict, lift
    asker        TEXT   NOT NULL, -- who asked: the person, a representative
    wish         TEXT   NOT NULL, -- what exactly
    asked        TEXT   NOT NULL, -- the day on which it came
    due          TEXT   NOT NULL, -- the day by which to answer
    outcome      TEXT   NOT NULL, -- '' while it waits, done, refused
    answer       TEXT   NOT NULL,
    answered     TEXT   NOT NULL, -- the day, '' while it waits
    account_id   BIGINT NOT NULL, -- who wrote it down
    answered_by  BIGINT NOT NULL, -- 0 while it waits
    created      BIGINT NOT NULL,
    PRIMARY KEY (commune_id, id)
) {{routed subject_request}};
CREATE INDEX subject_request_household ON subject_request (commune_id, household_id, id);

-- Households whose data are kept and not handed on.
CREATE TABLE household_restriction (
    commune_id   BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    position     INTEGER NOT NULL, -- of the person who asked, 0 for the household
    since        TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    PRIMARY KEY (commune_id, household_id)
) {{routed household_restriction}};

-- How long a kind of record is kept, where the province has set it.
CREATE TABLE subject_period (
    kind       TEXT    NOT NULL PRIMARY KEY,
    days       INTEGER NOT NULL,
    source     TEXT    NOT NULL, -- what the period rests on, as its officer wrote it
    account_id BIGINT  NOT NULL,
    changed    BIGINT  NOT NULL
);

-- +goose Down
DROP TABLE subject_period;
DROP TABLE household_restriction;
DROP TABLE subject_request;

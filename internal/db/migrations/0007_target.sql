-- Targets (chỉ tiêu) handed down the unit tree. Households are the truth; points and rate derive from
-- them with a named denominator, and what the deciding paper prints is kept beside.

-- +goose Up
CREATE TABLE target (
    unit_id    BIGINT NOT NULL,
    year       INTEGER NOT NULL,
    indicator  TEXT   NOT NULL, -- id in the indicator file
    households BIGINT NOT NULL, -- households to come off the list in the year
    points     BIGINT NOT NULL, -- hundredths of a percentage point as printed, -1 when only households were given
    parent_id  BIGINT NOT NULL, -- the unit that handed the target down; 0 for its own
    position   INTEGER NOT NULL, -- row in the deciding paper's table, 0 for the parent's own row
    label      TEXT   NOT NULL, -- the unit's name as that paper prints it, '' for the official name
    rule       TEXT   NOT NULL, -- how the value came about: given, or a proposal rule's name
    manual     INTEGER NOT NULL, -- 1 when set by hand against the rule
    reason     TEXT   NOT NULL, -- why, when set by hand
    basis      TEXT   NOT NULL, -- the deciding paper
    version    BIGINT NOT NULL,
    updated    BIGINT NOT NULL,
    PRIMARY KEY (unit_id, year, indicator)
);
CREATE INDEX target_parent ON target (parent_id, year, indicator);

-- +goose Down
DROP TABLE target;

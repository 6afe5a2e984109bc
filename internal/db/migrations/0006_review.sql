-- The yearly review (rà soát): rounds, one assessment per household and round, and the tallies that
-- every report sums.

-- +goose Up
CREATE TABLE review_round (
    id       BIGINT NOT NULL PRIMARY KEY,
    year     INTEGER NOT NULL,
    kind     TEXT   NOT NULL, -- periodic (định kỳ), monthly (thường xuyên)
    edition  TEXT   NOT NULL, -- id of the poverty standard: "vn-2022"
    card     TEXT   NOT NULL, -- id of the score card the answers were scored with, '' when points were given
    region   TEXT   NOT NULL, -- standard.Region of the score card, unless a record names another
    unit_id  BIGINT NOT NULL, -- the unit whose communes are reviewed
    day      TEXT   NOT NULL, -- the day at which its results stand: 2022-12-31
    previous BIGINT NOT NULL, -- the round whose classes are "đầu kỳ", 0 when none
    detail   INTEGER NOT NULL, -- 1 with deprivations and causes, 0 when only classes were taken over
    status   TEXT   NOT NULL, -- open, closed
    source   TEXT   NOT NULL,
    UNIQUE (unit_id, year, kind, day)
);

CREATE TABLE review_assessment (
    commune_id   BIGINT NOT NULL,
    round_id     BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    village_id   BIGINT NOT NULL,
    area         TEXT   NOT NULL, -- urban, rural at the round's day
    region       TEXT   NOT NULL, -- of the score card, '' when only totals were given
    ethnic       TEXT   NOT NULL, -- as it was at the review
    flags        BIGINT NOT NULL,
    members      INTEGER NOT NULL,
    children     INTEGER NOT NULL, -- members under 16 at the round's day
    answers      TEXT   NOT NULL, -- JSON of the score card's answers, '' when only totals were given
    points_a     INTEGER NOT NULL, -- điểm A (B1), -1 when income was declared
    income       BIGINT NOT NULL, -- đồng per head and month, -1 when points were counted
    deprived     BIGINT NOT NULL, -- bit n-1 is indicator n
    causes       BIGINT NOT NULL, -- bit n-1 is cause n of 8
    needs        BIGINT NOT NULL, -- bit n-1 is need n of 6
    class        INTEGER NOT NULL, -- standard.Class; 0 for a household that left the list
    codes        TEXT   NOT NULL, -- the rule codes that decided, joined by spaces
    prev_class   INTEGER NOT NULL, -- class at the beginning, 0 when not on any list
    movement     TEXT   NOT NULL, -- review.Movement
    updated      BIGINT NOT NULL,
    PRIMARY KEY (commune_id, round_id, household_id)
) {{routed review_assessment}};
CREATE INDEX review_assessment_list ON review_assessment (commune_id, round_id, class, household_id);

-- Counts per commune (village_id 0) and per village, by class and ethnic group.
CREATE TABLE review_tally (
    commune_id     BIGINT NOT NULL,
    round_id       BIGINT NOT NULL,
    village_id     BIGINT NOT NULL,
    class          INTEGER NOT NULL,
    ethnic         TEXT   NOT NULL,
    households     BIGINT NOT NULL,
    persons        BIGINT NOT NULL,
    children       BIGINT NOT NULL,
    child_health   BIGINT NOT NULL, -- children of households deprived in nutrition or health insurance
    child_school   BIGINT NOT NULL, -- children of households deprived in schooling of children
    points_b       BIGINT NOT NULL, -- number of deprivations, summed over households
    f_local BIGINT NOT NULL, f_local_persons BIGINT NOT NULL, f_no_labour BIGINT NOT NULL, f_merit BIGINT NOT NULL,
    f_female_head BIGINT NOT NULL, f_disabled BIGINT NOT NULL, f_social BIGINT NOT NULL,
    d01 BIGINT NOT NULL, d02 BIGINT NOT NULL, d03 BIGINT NOT NULL, d04 BIGINT NOT NULL,
    d05 BIGINT NOT NULL, d06 BIGINT NOT NULL, d07 BIGINT NOT NULL, d08 BIGINT NOT NULL,
    d09 BIGINT NOT NULL, d10 BIGINT NOT NULL, d11 BIGINT NOT NULL, d12 BIGINT NOT NULL,
    c1 BIGINT NOT NULL, c2 BIGINT NOT NULL, c3 BIGINT NOT NULL, c4 BIGINT NOT NULL,
    c5 BIGINT NOT NULL, c6 BIGINT NOT NULL, c7 BIGINT NOT NULL, c8 BIGINT NOT NULL,
    n1 BIGINT NOT NULL, n2 BIGINT NOT NULL, n3 BIGINT NOT NULL, n4 BIGINT NOT NULL, n5 BIGINT NOT NULL, n6 BIGINT NOT NULL,
    PRIMARY KEY (commune_id, round_id, village_id, class, ethnic)
) {{routed review_tally}};

-- Movement between the classes at the beginning and at the end, per commune (village_id 0) and village.
CREATE TABLE review_flow (
    commune_id BIGINT NOT NULL,
    round_id   BIGINT NOT NULL,
    village_id BIGINT NOT NULL,
    prev_class INTEGER NOT NULL,
    class      INTEGER NOT NULL,
    movement   TEXT   NOT NULL,
    minority   INTEGER NOT NULL, -- 1 for households of ethnic minorities
    households BIGINT NOT NULL,
    persons    BIGINT NOT NULL,
    PRIMARY KEY (commune_id, round_id, village_id, prev_class, class, movement, minority)
) {{routed review_flow}};

-- Score cards imported by a province (the official table, once obtained), beside the shipped ones.
CREATE TABLE review_card (
    id       TEXT   NOT NULL PRIMARY KEY,
    edition  TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    content  TEXT   NOT NULL, -- the card as TOML
    hash     TEXT   NOT NULL,
    imported BIGINT NOT NULL
);

-- +goose Down
DROP TABLE review_card;
DROP TABLE review_flow;
DROP TABLE review_tally;
DROP TABLE review_assessment;
DROP TABLE review_round;

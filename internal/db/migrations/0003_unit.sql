-- Administrative units (đơn vị hành chính) in time. A row is one unit as it was from valid_from up to,
-- not including, valid_to; every change ends rows and begins others, tied by an event. Small tables:
-- reference tables where the register is distributed.

-- +goose Up
CREATE TABLE unit (
    id         BIGINT NOT NULL PRIMARY KEY,
    code       TEXT   NOT NULL, -- of the statistics office; codes come back with another meaning, so code + period
    level      TEXT   NOT NULL, -- country, province, district, commune, village
    kind       TEXT   NOT NULL, -- nước, tỉnh, thành phố, huyện, thị xã, quận, xã, phường, thị trấn, thôn, làng, tổ dân phố
    name       TEXT   NOT NULL, -- bare name: "Kông Chro"
    folded     TEXT   NOT NULL, -- without marks, case, spaces and hyphens: what names are matched on
    parent_id  BIGINT NOT NULL, -- 0 for the country
    valid_from TEXT   NOT NULL,
    valid_to   TEXT   NOT NULL, -- first day on which it is no more; 9999-12-31 while it stands
    source     TEXT   NOT NULL,
    UNIQUE (level, code, valid_from)
);
CREATE INDEX unit_parent ON unit (parent_id, valid_from);

-- Every unit with each of its ancestors and itself; depth 0 is the unit itself.
CREATE TABLE unit_below (
    ancestor_id BIGINT NOT NULL,
    unit_id     BIGINT NOT NULL,
    depth       INTEGER NOT NULL,
    PRIMARY KEY (ancestor_id, unit_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX unit_below_unit ON unit_below (unit_id, depth);

-- Urban or rural, per period: the poverty line depends on it.
CREATE TABLE unit_area (
    unit_id    BIGINT NOT NULL,
    valid_from TEXT   NOT NULL,
    valid_to   TEXT   NOT NULL,
    area       TEXT   NOT NULL, -- urban, rural
    basis      TEXT   NOT NULL,
    PRIMARY KEY (unit_id, valid_from)
);

-- Poor district (huyện nghèo), extremely difficult commune (xã đặc biệt khó khăn), border commune (xã biên giới).
CREATE TABLE unit_flag (
    unit_id    BIGINT NOT NULL,
    flag       TEXT   NOT NULL,
    valid_from TEXT   NOT NULL,
    valid_to   TEXT   NOT NULL,
    basis      TEXT   NOT NULL, -- the decision
    verified   INTEGER NOT NULL, -- 1 when the decision was read, 0 otherwise
    PRIMARY KEY (unit_id, flag, valid_from)
);

CREATE TABLE unit_event (
    id    BIGINT NOT NULL PRIMARY KEY,
    day   TEXT   NOT NULL,
    kind  TEXT   NOT NULL, -- merge, split, rename, move, abolish
    basis TEXT   NOT NULL,
    note  TEXT   NOT NULL
);

CREATE TABLE unit_succession (
    event_id BIGINT NOT NULL,
    old_id   BIGINT NOT NULL,
    new_id   BIGINT NOT NULL, -- 0: no successor (a level abolished)
    share    TEXT   NOT NULL, -- whole, part
    note     TEXT   NOT NULL,
    PRIMARY KEY (event_id, old_id, new_id)
);
CREATE INDEX unit_succession_old ON unit_succession (old_id);
CREATE INDEX unit_succession_new ON unit_succession (new_id);

-- The population base: the denominator of every rate. -1 is "not known".
CREATE TABLE unit_base (
    unit_id             BIGINT NOT NULL,
    day                 TEXT   NOT NULL,
    households          BIGINT NOT NULL,
    persons             BIGINT NOT NULL,
    minority_households BIGINT NOT NULL,
    minority_persons    BIGINT NOT NULL,
    source              TEXT   NOT NULL,
    verified            INTEGER NOT NULL,
    PRIMARY KEY (unit_id, day)
);

-- +goose Down
DROP TABLE unit_base;
DROP TABLE unit_succession;
DROP TABLE unit_event;
DROP TABLE unit_flag;
DROP TABLE unit_area;
DROP TABLE unit_below;
DROP TABLE unit;

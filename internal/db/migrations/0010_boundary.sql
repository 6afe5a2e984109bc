-- The boundaries of units (ranh giới), for maps. A unit's row is the unit as it was in one period, so a
-- boundary belongs to a period too: a unit that takes another in is a new row with a boundary of its own.

-- +goose Up
CREATE TABLE unit_boundary (
    unit_id  BIGINT NOT NULL PRIMARY KEY,
    shape    /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- rings thinned once, as boundary.Shape encodes them
    source   TEXT   NOT NULL, -- who drew it, as the importing office states it
    licence  TEXT   NOT NULL, -- under which licence, '' when nobody knows
    imported BIGINT NOT NULL
);

-- +goose Down
DROP TABLE unit_boundary;

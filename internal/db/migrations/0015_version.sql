-- How often reference data (units, population bases) have changed, by name: what was derived from them
-- holds as long as the version does.

-- +goose Up
CREATE TABLE db_version (
    name    TEXT   NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);

-- +goose Down
DROP TABLE db_version;

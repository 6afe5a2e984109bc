-- Facts about this installation: whether it is a demonstration, which data it was made from.

-- +goose Up
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- +goose Down
DROP TABLE setting;

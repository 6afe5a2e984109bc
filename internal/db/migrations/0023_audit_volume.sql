-- How much each officer looked at, searched and took out on a day, counted beside the lines.

-- +goose Up
CREATE TABLE audit_volume (
    day        TEXT   NOT NULL, -- on Vietnam's clock
    account_id BIGINT NOT NULL,
    actor      TEXT   NOT NULL, -- login and role, as the lines have it
    looks      BIGINT NOT NULL, -- pages of households
    searches   BIGINT NOT NULL, -- searches and lists of households
    exports    BIGINT NOT NULL, -- files taken out
    taken      BIGINT NOT NULL, -- rows in those files
    PRIMARY KEY (day, account_id, actor)
);

-- +goose Down
DROP TABLE audit_volume;

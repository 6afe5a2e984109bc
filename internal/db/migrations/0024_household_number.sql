-- Telephone and bank account numbers of households, sealed like identity numbers.

-- +goose Up
CREATE TABLE household_number (
    commune_id   BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    kind         TEXT   NOT NULL, -- phone, bank
    note         TEXT   NOT NULL, -- the name of the bank
    number       /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- sealed
    number_key   /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- keyed hash of it, to find equals
    PRIMARY KEY (commune_id, household_id, kind)
) {{routed household_number}};
CREATE INDEX household_number_key ON household_number (number_key);

-- +goose Down
DROP TABLE household_number;

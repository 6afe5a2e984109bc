-- The register of households. Household-level tables are keyed first by commune: a household never
-- changes commune; a move is a new row that names the old one.

-- +goose Up
CREATE TABLE household (
    commune_id   BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    village_id   BIGINT NOT NULL,
    code         TEXT   NOT NULL, -- mã hộ, unique within a commune and year
    code_year    INTEGER NOT NULL,
    head         TEXT   NOT NULL, -- name of the head (chủ hộ), NFC
    address      TEXT   NOT NULL,
    ethnic       TEXT   NOT NULL, -- code in the list of 2008 (QĐ 1019/QĐ-TCTK)
    ethnic_given TEXT   NOT NULL, -- the code as it was given
    ethnic_list  INTEGER NOT NULL, -- the list it was given in: 1979 or 2008
    members      INTEGER NOT NULL,
    flags        BIGINT NOT NULL, -- household.Flags
    from_commune BIGINT NOT NULL, -- the household this one continues after a move or split, 0 when none
    from_id      BIGINT NOT NULL,
    ended        TEXT   NOT NULL, -- day on which the household ceased here, '' while it stands
    version      BIGINT NOT NULL, -- guards against overwriting another's change
    created      BIGINT NOT NULL,
    updated      BIGINT NOT NULL,
    PRIMARY KEY (commune_id, id),
    UNIQUE (commune_id, code_year, code)
) {{routed household}};
CREATE INDEX household_village ON household (commune_id, village_id, id);

CREATE TABLE household_person (
    commune_id   BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    position     INTEGER NOT NULL, -- 1 is the head
    name         TEXT   NOT NULL,
    sex          TEXT   NOT NULL, -- male, female
    born         TEXT   NOT NULL, -- ISO date, or the year alone: "1967"
    ethnic       TEXT   NOT NULL,
    relation     TEXT   NOT NULL, -- head, spouse, child, …
    identity     /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- sealed CCCD number, empty when none
    identity_key /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- keyed hash of it, to find equals; empty when none
    PRIMARY KEY (commune_id, household_id, position)
) {{routed household_person}};
CREATE INDEX household_person_identity ON household_person (identity_key) WHERE length(identity_key) > 0;

-- Names and codes as search terms, with a term for each unit above ("@14"): one index answers name and
-- area together. On SQLite the row's number is commune_id * 2^32 + id, so hits come in the order of keys.
/*sqlite:
CREATE VIRTUAL TABLE household_search USING fts5(terms, content='', contentless_delete=1,
    tokenize="ascii tokenchars '@~'", prefix='1 2 3 4', detail='none');
*/
/*postgres: CREATE TABLE household_search (
    commune_id   BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    terms        TSVECTOR NOT NULL,
    PRIMARY KEY (commune_id, household_id)
) {{routed household_search}}; */
/*postgres: CREATE INDEX household_search_terms ON household_search USING GIN (terms) WITH (fastupdate = off); */

-- +goose Down
DROP TABLE household_search;
DROP TABLE household_person;
DROP TABLE household;

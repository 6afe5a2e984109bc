-- Households that may be one, or hold one person twice, and what an officer said of each pair. A pair that
-- reaches across communes stands once in each.

-- +goose Up
CREATE TABLE duplicate_pair (
    commune_id    BIGINT NOT NULL,
    household_id  BIGINT NOT NULL,
    other_commune BIGINT NOT NULL,
    other_id      BIGINT NOT NULL,
    points        INTEGER NOT NULL, -- of the two persons who are most alike
    matches       TEXT   NOT NULL, -- JSON of the persons who are alike, by their positions in the smaller and the larger key
    digest        TEXT   NOT NULL, -- of the facts that were compared
    decision      TEXT   NOT NULL, -- waiting, same, different, unsure
    note          TEXT   NOT NULL,
    account_id    BIGINT NOT NULL, -- who decided, 0 when nobody has
    decided       BIGINT NOT NULL, -- 0 when nobody has
    earlier       TEXT   NOT NULL, -- the decision that a change of the facts has put in question, '' when none
    found         BIGINT NOT NULL,
    PRIMARY KEY (commune_id, household_id, other_commune, other_id)
) {{routed duplicate_pair}};

-- When a commune was last looked through, and with what result.
CREATE TABLE duplicate_check (
    commune_id BIGINT NOT NULL,
    asked      BIGINT NOT NULL, -- when somebody last asked for it
    done       BIGINT NOT NULL, -- 0 before the first one has ended
    households BIGINT NOT NULL,
    persons    BIGINT NOT NULL,
    pairs      BIGINT NOT NULL,
    PRIMARY KEY (commune_id)
) {{routed duplicate_check}};

-- +goose Down
DROP TABLE duplicate_check;
DROP TABLE duplicate_pair;

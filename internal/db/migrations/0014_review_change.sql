-- How often the tallies of a commune have changed in a round: what was read of them holds as long as the
-- version does.

-- +goose Up
CREATE TABLE review_change (
    commune_id BIGINT NOT NULL,
    round_id   BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (commune_id, round_id)
) {{routed review_change}};
INSERT INTO review_change (commune_id, round_id, version)
    SELECT commune_id, round_id, 1 FROM review_tally UNION SELECT commune_id, round_id, 1 FROM review_flow;

-- +goose Down
DROP TABLE review_change;

-- Changes by request (đề nghị thay đổi), what each of them touches, and the assessments of closed rounds as
-- they were judged before an approved request corrected them.

-- +goose Up
CREATE TABLE change_request (
    commune_id   BIGINT NOT NULL, -- of the household that the request is about
    id           BIGINT NOT NULL, -- counted through the whole installation
    household_id BIGINT NOT NULL,
    top_id       BIGINT NOT NULL, -- the lowest unit that holds every commune it touches: who decides, decides there
    kind         TEXT   NOT NULL, -- change.Kind
    state        TEXT   NOT NULL, -- asked, approved, refused, withdrawn, outdated
    asked        BIGINT NOT NULL,
    asked_by     BIGINT NOT NULL,
    asked_name   TEXT   NOT NULL,
    decided      BIGINT NOT NULL, -- 0 while it waits
    decided_by   BIGINT NOT NULL,
    decided_name TEXT   NOT NULL,
    content      /*sqlite: BLOB*//*postgres: BYTEA*/ NOT NULL, -- sealed JSON: what is asked, why, what was before
    PRIMARY KEY (commune_id, id)
) {{routed change_request}};
CREATE INDEX change_request_top ON change_request (top_id, state, id);
CREATE INDEX change_request_number ON change_request (id);

-- Each household that a request touches, and each commune that receives one (household 0).
CREATE TABLE change_touch (
    commune_id   BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    request_id   BIGINT NOT NULL,
    home_id      BIGINT NOT NULL, -- the commune of the request
    state        TEXT   NOT NULL,
    part         TEXT   NOT NULL, -- change.Part: what of the household the request was made on
    print        TEXT   NOT NULL, -- of that part when the request was made: another one outdates it
    PRIMARY KEY (commune_id, household_id, request_id)
) {{routed change_touch}};
CREATE INDEX change_touch_state ON change_touch (commune_id, state, request_id);

CREATE TABLE review_version (
    commune_id   BIGINT NOT NULL,
    round_id     BIGINT NOT NULL,
    household_id BIGINT NOT NULL,
    version      INTEGER NOT NULL, -- 1 is what was judged first
    until        BIGINT NOT NULL, -- when it ceased to stand
    request_id   BIGINT NOT NULL, -- the request that corrected it
    who          TEXT   NOT NULL,
    assessment   TEXT   NOT NULL, -- JSON of it
    PRIMARY KEY (commune_id, round_id, household_id, version)
) {{routed review_version}};

-- +goose Down
DROP TABLE review_version;
DROP TABLE change_touch;
DROP TABLE change_request;

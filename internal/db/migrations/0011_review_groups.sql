-- Persons by group, and the households of no group (sheet 8, phân tích theo các nhóm đối tượng).

-- +goose Up
ALTER TABLE review_tally ADD COLUMN f_no_labour_persons BIGINT NOT NULL DEFAULT 0;
ALTER TABLE review_tally ADD COLUMN f_merit_persons BIGINT NOT NULL DEFAULT 0;
ALTER TABLE review_tally ADD COLUMN f_other BIGINT NOT NULL DEFAULT 0; -- no minority, able to work, nobody of merit
ALTER TABLE review_tally ADD COLUMN f_other_persons BIGINT NOT NULL DEFAULT 0;

-- What is stored already is counted anew: bit 2 is without capacity to work, bit 4 a person of merit.
UPDATE review_tally SET
    f_no_labour_persons = coalesce((SELECT sum(a.members) FROM review_assessment a
        WHERE a.commune_id = review_tally.commune_id AND a.round_id = review_tally.round_id AND a.class = review_tally.class
        AND a.ethnic = review_tally.ethnic AND (review_tally.village_id = 0 OR a.village_id = review_tally.village_id)
        AND (a.flags & 2) <> 0), 0),
    f_merit_persons = coalesce((SELECT sum(a.members) FROM review_assessment a
        WHERE a.commune_id = review_tally.commune_id AND a.round_id = review_tally.round_id AND a.class = review_tally.class
        AND a.ethnic = review_tally.ethnic AND (review_tally.village_id = 0 OR a.village_id = review_tally.village_id)
        AND (a.flags & 4) <> 0), 0);
UPDATE review_tally SET
    f_other = coalesce((SELECT count(*) FROM review_assessment a
        WHERE a.commune_id = review_tally.commune_id AND a.round_id = review_tally.round_id AND a.class = review_tally.class
        AND a.ethnic = review_tally.ethnic AND (review_tally.village_id = 0 OR a.village_id = review_tally.village_id)
        AND (a.flags & 6) = 0), 0),
    f_other_persons = coalesce((SELECT sum(a.members) FROM review_assessment a
        WHERE a.commune_id = review_tally.commune_id AND a.round_id = review_tally.round_id AND a.class = review_tally.class
        AND a.ethnic = review_tally.ethnic AND (review_tally.village_id = 0 OR a.village_id = review_tally.village_id)
        AND (a.flags & 6) = 0), 0)
    WHERE ethnic IN ('', '01', '55');

-- +goose Down
ALTER TABLE review_tally DROP COLUMN f_other_persons;
ALTER TABLE review_tally DROP COLUMN f_other;
ALTER TABLE review_tally DROP COLUMN f_merit_persons;
ALTER TABLE review_tally DROP COLUMN f_no_labour_persons;

-- PostgreSQL's word index. It takes many documents in at once: those that wait fill 128 kB at most, which no search
-- feels; one by one an import spent a third of its time there. And a word stands with its province. The documents
-- are written anew at the next start (household.Complete; doc/decisions/0005-name-search.md).

-- +goose Up
/*postgres: DELETE FROM household_search; */
/*postgres: DROP INDEX household_search_terms; */
/*postgres: CREATE INDEX household_search_terms ON household_search USING GIN (terms)
    WITH (fastupdate = on, gin_pending_list_limit = 128); */

-- +goose Down
/*postgres: DELETE FROM household_search; */
/*postgres: DROP INDEX household_search_terms; */
/*postgres: CREATE INDEX household_search_terms ON household_search USING GIN (terms) WITH (fastupdate = off); */

-- The beginnings of words that the name search keeps lists of, on SQLite: a syllable has seven letters at
-- most. What is asked for a longer beginning than the longest list is gathered from every household of the
-- country that has such a word, before the area is looked at. The documents are written anew at the next
-- start (household.Complete).

-- +goose Up
/*sqlite: DROP TABLE household_search; */
/*sqlite: CREATE VIRTUAL TABLE household_search USING fts5(terms, content='', contentless_delete=1,
    tokenize="ascii tokenchars '@~'", prefix='1 2 3 4 5 6 7', detail='none'); */

-- +goose Down
/*sqlite: DROP TABLE household_search; */
/*sqlite: CREATE VIRTUAL TABLE household_search USING fts5(terms, content='', contentless_delete=1,
    tokenize="ascii tokenchars '@~'", prefix='1 2 3 4', detail='none'); */

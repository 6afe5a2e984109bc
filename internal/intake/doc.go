// Package intake takes in the sheets that offices keep: lists of households, of their members, of what
// the review found, and of the population base, from .xlsx and .csv as people made them.
//
// A file is received and kept, sealed, only until it is settled. A preview reads it through once and
// says what it would do: new, changed, unchanged, rejected, each error by sheet, row and column. A
// commit reads it again and stores all of it in one act, or nothing. Undo brings back exactly what was.
// Memory does not grow with the file: rows go through in chunks, and what a chunk needs of the register
// is read in a few queries (doc/decisions/0017-imports.md).
package intake

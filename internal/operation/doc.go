// Package operation keeps an installation safe: backup and restore with verification, the training
// copy of the real data with names replaced, and the doctor who looks at all of it.
//
// A backup is logical: every table that holds data, row by row in the order of its key, taken from one
// snapshot while the program serves. It is the same for both engines, so a backup of SQLite restores
// into PostgreSQL and back. doc/decisions/0021-operation.md describes the container.
//
//	table.go     which tables are carried, which are left out
//	row.go       a row as one line of text, the same on both engines
//	dump.go      rows of a table out of a snapshot, with their count and hash
//	manifest.go  what a backup says of itself
//	write.go     the container: tar in zstd, sealed with age
//	read.go      the container read back; damage is named by its place
//	backup.go    Backup
//	restore.go   Restore, target.go where it goes
//	history.go   what was backed up and when
//	training.go  Train: the copy with invented names; mask.go which column becomes what
//	doctor.go    Examine; check_*.go the checks
//
// This house is the only one that reads and writes the tables of others, and only whole tables by
// their catalog, never a row by its meaning.
package operation

// Package arch holds the tests of the house itself; it has no other code.
//
//	floors_test.go    imports point down, on the floors that are listed there
//	modules_test.go   the product's go.mod stays free of tools
//	sql_test.go       every table has one owner; SQL on household-level tables can be distributed
//	messages_test.go  every message that is asked for exists, every message is asked for, in both languages
//	pages_test.go     every component of a page is used
//	files_test.go     files stay small; nothing is left for later; tests wait for no clock and are never skipped
//	source_test.go    reads the source tree for all of these
package arch

package operation

// DuringLoad tells the tests before each table is loaded.
func DuringLoad(hook func(table string)) { duringLoad = hook }

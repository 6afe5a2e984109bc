package db

// Positional is positional, for tests.
var Positional = positional

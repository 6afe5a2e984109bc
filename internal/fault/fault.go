// Package fault holds the errors that a user may read: a kind, the key of a sentence in package
// lang, and the sentence's arguments. Everything else is for the operator and reaches only the log.
package fault

import (
	"errors"
	"fmt"
)

// Kind tells the door how to answer.
type Kind int

const (
	// Internal is any error that is not a fault; the user learns only that something went wrong.
	Internal Kind = iota
	// Invalid is input that cannot be accepted as it is.
	Invalid
	// NotFound is a record that does not exist, or that the reader may not know of.
	NotFound
	// Forbidden is an act that the person's role or area does not allow.
	Forbidden
	// Unauthenticated is a request by nobody: sign in first.
	Unauthenticated
	// Conflict is an act on something that has changed or is closed meanwhile.
	Conflict
	// TooMany is a request refused because there were too many before it.
	TooMany
	// TooLarge is more than the door takes.
	TooLarge
	// Busy is a request that could not be begun in time, because too many others were worked on.
	Busy
)

// Error is a fault. Args are name-value pairs for the sentence: "Year", 2022, "Unit", "Kông Chro".
type Error struct {
	Kind Kind
	Key  string
	Args []any
}

// New makes a fault; key names a message of package lang.
func New(kind Kind, key string, args ...any) error { return &Error{kind, key, args} }

// Error is the operator's view; users see the translated sentence.
func (e *Error) Error() string {
	if len(e.Args) == 0 {
		return e.Key
	}
	return fmt.Sprintf("%s %v", e.Key, e.Args)
}

// KindOf finds the kind of an error, however deeply it is wrapped.
func KindOf(err error) Kind {
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// As finds the fault inside an error, or nil.
func As(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return nil
}

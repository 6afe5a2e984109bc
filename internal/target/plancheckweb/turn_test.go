package plancheckweb

import (
	"context"
	"testing"
)

func TestFewFilesAreReadAtOnce(t *testing.T) {
	var leaves []func()
	for range cap(checking) {
		leave, err := enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := enter(gone); err == nil {
		t.Error("one file too many is read")
	}
	for _, leave := range leaves {
		leave()
	}
	leave, err := enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	leave()
}

package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindOfSurvivesWrapping(t *testing.T) {
	err := fmt.Errorf("household 7: %w", New(NotFound, "household.not_found", "Code", "7"))
	if got := KindOf(err); got != NotFound {
		t.Errorf("KindOf(wrapped) = %v, want NotFound", got)
	}
	if got := KindOf(errors.New("disk full")); got != Internal {
		t.Errorf("KindOf(other) = %v, want Internal", got)
	}
	if f := As(err); f == nil || f.Key != "household.not_found" {
		t.Errorf("As = %v, want the fault", f)
	}
}

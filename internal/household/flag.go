package household

import "giamngheo/internal/lang"

// Flags are marks of a household, one bit each; stored bits keep their meaning for ever.
type Flags uint64

// The marks.
const (
	Local      Flags = 1 << iota // of an ethnic group native to the place (dân tộc tại chỗ)
	NoLabour                     // no member able to work (hộ không có khả năng lao động)
	Merit                        // has a person of merit to the revolution (người có công)
	FemaleHead                   // the head is a woman
	Disabled                     // has a disabled member (người khuyết tật)
	Social                       // has a member on monthly social assistance (bảo trợ xã hội)
)

// flagNames are the marks in the order of their bits, as they stand in messages and addresses.
var flagNames = []string{"local", "no_labour", "merit", "female_head", "disabled", "social"}

// AllFlags lists every mark once.
func AllFlags() []Flags { return Flags(1<<len(flagNames) - 1).List() }

// Has tells whether every mark of f2 is set.
func (f Flags) Has(f2 Flags) bool { return f&f2 == f2 }

// List splits the marks into single ones.
func (f Flags) List() []Flags {
	var out []Flags
	for i := range flagNames {
		if f.Has(1 << i) {
			out = append(out, 1<<i)
		}
	}
	return out
}

// Code is the permanent name of a single mark: "no_labour".
func (f Flags) Code() string {
	for i, n := range flagNames {
		if f == 1<<i {
			return n
		}
	}
	return ""
}

// Name is a single mark for the reader.
func (f Flags) Name(l lang.Lang) string { return l.T("household.flag_" + f.Code()) }

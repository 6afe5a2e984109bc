package intake

import (
	"io"
	"strings"

	"giamngheo/internal/lang"
)

// Field is something a column can give.
type Field struct {
	ID       string
	Required bool
	Choices  []string // spellings of the header, beside the labels
}

// Label is the field's header in a language: what templates and questions show.
func (f Field) Label(l lang.Lang) string { return l.T("intake.field_" + f.ID) }

// Help says what belongs in the column.
func (f Field) Help(l lang.Lang) string { return l.T("intake.help_" + f.ID) }

// Fields are the fields of a kind in the order of its template; nil for an unknown kind.
func Fields(k Kind) []Field { return nil }

// Label is a field's header by its id.
func Label(id string, l lang.Lang) string { return l.T("intake.field_" + id) }

// WriteTemplate writes an empty sheet of a kind, with an explanation of each column on a second one.
func WriteTemplate(w io.Writer, k Kind, l lang.Lang) error { return nil }

// labels names fields in a sentence, in Vietnamese as most headers are.
func labels(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = "“" + Label(id, lang.Vi) + "”"
	}
	return strings.Join(out, ", ")
}

func headers(cs []ColumnMatch) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = "“" + c.Header + "”"
	}
	return strings.Join(out, ", ")
}

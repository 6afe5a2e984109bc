package standard

import (
	"fmt"
	"reflect"

	"github.com/BurntSushi/toml"
)

// decode reads TOML into v strictly: every key that v does not have and every value of another type is
// a problem, named with its place in the lists, which the TOML library does not tell.
func decode(b []byte, v any) ([]Problem, error) {
	var shape map[string]any
	if _, err := toml.Decode(string(b), &shape); err != nil {
		return nil, Unreadable{err}
	}
	f := new(finder)
	f.compare("", shape, reflect.TypeOf(v).Elem())
	if len(f.found) > 0 {
		return f.found, nil
	}
	if _, err := toml.Decode(string(b), v); err != nil {
		return nil, Unreadable{err}
	}
	return nil, nil
}

// compare finds where a TOML value has not the shape of a type.
func (f *finder) compare(key string, v any, t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := v.(type) {
	case map[string]any:
		f.compareTable(key, v, t)
	case []map[string]any:
		for i := range v {
			f.compareElement(at(key, i), v[i], t)
		}
	case []any:
		for i := range v {
			f.compareElement(at(key, i), v[i], t)
		}
	case string:
		f.must(t.Kind() == reflect.String, key, "wrong_type", "Value", v)
	case int64:
		f.must(t.Kind() == reflect.Int || t.Kind() == reflect.Int64, key, "wrong_type", "Value", v)
		f.must(-1e15 < v && v < 1e15, key, "out_of_range", "Value", v, "Min", 0, "Max", int64(1e15))
	case bool:
		f.must(t.Kind() == reflect.Bool, key, "wrong_type", "Value", v)
	default:
		f.add(key, "wrong_type", "Value", fmt.Sprint(v))
	}
}

func (f *finder) compareTable(key string, table map[string]any, t reflect.Type) {
	if t.Kind() != reflect.Struct && t.Kind() != reflect.Map {
		f.add(key, "wrong_type", "Value", "{…}")
		return
	}
	inner := map[string]reflect.Type{}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			if name := t.Field(i).Tag.Get("toml"); name != "" {
				inner[name] = t.Field(i).Type
			}
		}
	}
	for _, name := range sortedKeys(table) {
		full := name
		if key != "" {
			full = key + "." + name
		}
		switch field, ok := inner[name]; {
		case t.Kind() == reflect.Map:
			f.compare(full, table[name], t.Elem())
		case ok:
			f.compare(full, table[name], field)
		default:
			f.add(full, "unknown_key", "Key", name)
		}
	}
}

func (f *finder) compareElement(key string, v any, list reflect.Type) {
	if list.Kind() != reflect.Slice {
		f.add(key, "wrong_type", "Value", "[…]")
		return
	}
	f.compare(key, v, list.Elem())
}

// Package schema reads the rules of a resource from a Go struct and applies them to its properties: what is known,
// what has a default, what replaces, what the other side decides. The json tag names a property; the rules tag says:
//
//	replace      a change cannot be made in place
//	computed     the other side decides if the program does not
//	output       never given by the program
//	set          order has no meaning
//	keep         stays as it is if not given
//	required     must be given
//	name         must be unique on the host; generated if not given
//	unsupported  the official plugin has it, this one does not
//	default=X    used if not given
package schema

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"macvlan-fabric/engine/internal/props"
)

type property struct {
	name     resource.PropertyKey
	of       reflect.Type
	rules    map[string]bool
	fallback resource.PropertyValue // Null: no default.
}

func (p property) is(rule string) bool { return p.rules[rule] }

// properties lists the properties of a struct, or of the struct that a pointer leads to.
func properties(of reflect.Type) []property {
	var found []property
	for _, field := range reflect.VisibleFields(bare(of)) {
		name := field.Tag.Get("json")
		if name == "" {
			continue
		}
		each := property{name: resource.PropertyKey(name), of: field.Type, rules: map[string]bool{}}
		for _, rule := range strings.Fields(field.Tag.Get("rules")) {
			if text, has := strings.CutPrefix(rule, "default="); has {
				each.fallback = parse(text)
			}
			each.rules[rule] = true
		}
		found = append(found, each)
	}
	return found
}

// parse reads a default: a JSON number or boolean, otherwise a string.
func parse(text string) resource.PropertyValue {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		value = text
	}
	return resource.NewPropertyValue(value)
}

func bare(of reflect.Type) reflect.Type {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return of
}

// zero reports whether a value is equivalent to one that is not given.
func zero(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	default:
		return value == "" || value == false || value == float64(0)
	}
}

// given reports whether the program gives a property.
func given(from resource.PropertyMap, name resource.PropertyKey) (resource.PropertyValue, bool) {
	value, has := from[name]
	return value, has && !value.IsNull()
}

// open reveals a secret value, and returns how to make it secret again.
func open(value resource.PropertyValue) (resource.PropertyValue, func(resource.PropertyValue) resource.PropertyValue) {
	if value.IsSecret() {
		return value.SecretValue().Element, props.Secret
	}
	return value, func(same resource.PropertyValue) resource.PropertyValue { return same }
}

// Package props reads and compares the property maps that the engine sends.
package props

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
)

// Plain is a value as ordinary data: secrets revealed, unknown values nil.
func Plain(value resource.PropertyValue) any {
	switch {
	case value.IsSecret():
		return Plain(value.SecretValue().Element)
	case value.IsOutput() && value.OutputValue().Known:
		return Plain(value.OutputValue().Element)
	case value.IsArray():
		items := []any{}
		for _, item := range value.ArrayValue() {
			items = append(items, Plain(item))
		}
		return items
	case value.IsObject():
		object := map[string]any{}
		for name, item := range value.ObjectValue() {
			object[string(name)] = Plain(item)
		}
		return object
	case value.IsString(), value.IsNumber(), value.IsBool():
		return value.V
	default:
		return nil
	}
}

// Decode fills a struct whose json tags are the property names. Unknown values leave their field as it is.
func Decode(from resource.PropertyMap, into any) error {
	text, err := json.Marshal(Plain(resource.NewObjectProperty(from)))
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// Check reports every property that the struct has no field for, and the first one of a wrong type.
func Check(from resource.PropertyMap, into any) []plugin.CheckFailure {
	var failures []plugin.CheckFailure
	plain := Plain(resource.NewObjectProperty(from))
	for _, path := range unknownNames(plain, reflect.TypeOf(into), "") {
		failures = append(failures, plugin.CheckFailure{
			Property: resource.PropertyKey(path),
			Reason:   fmt.Sprintf("property %q is not known to this plugin", path),
		})
	}
	if err := Decode(from, into); err != nil {
		failures = append(failures, plugin.CheckFailure{Reason: strings.TrimPrefix(err.Error(), "json: ")})
	}
	return failures
}

// unknownNames are the paths of the properties in a value that its type does not have.
func unknownNames(value any, of reflect.Type, path string) []string {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	var found []string
	switch value := value.(type) {
	case map[string]any:
		for name, item := range value {
			inner, known := memberType(of, name)
			if at := join(path, name); !known {
				found = append(found, at)
			} else {
				found = append(found, unknownNames(item, inner, at)...)
			}
		}
	case []any:
		if of.Kind() != reflect.Slice {
			return nil
		}
		for index, item := range value {
			found = append(found, unknownNames(item, of.Elem(), fmt.Sprintf("%s[%d]", path, index))...)
		}
	}
	return found
}

func memberType(of reflect.Type, name string) (reflect.Type, bool) {
	switch of.Kind() {
	case reflect.Struct:
		for _, field := range reflect.VisibleFields(of) {
			if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag == name {
				return field.Type, true
			}
		}
		return nil, false
	case reflect.Map:
		return of.Elem(), true
	default:
		return of, true // A free-form or mistyped value: decoding judges it.
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Secret marks a value, once.
func Secret(value resource.PropertyValue) resource.PropertyValue {
	if value.IsSecret() || (value.IsOutput() && value.OutputValue().Secret) {
		return value
	}
	return resource.MakeSecret(value)
}

// Unknown is a string that is only known after the real operation.
func Unknown() resource.PropertyValue {
	return resource.MakeComputed(resource.NewStringProperty(""))
}

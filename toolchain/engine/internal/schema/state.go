package schema

import (
	"reflect"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"macvlan-fabric/engine/internal/props"
)

// Planned is the state that follows from what the program wants: every property is present, null if it has no value.
// What the other side decides is as it was, or unknown in the preview of a creation, which has no old state.
func Planned(of any, news, old resource.PropertyMap, preview bool) resource.PropertyMap {
	state := resource.PropertyMap{}
	for _, each := range properties(reflect.TypeOf(of)) {
		computed := each.is("computed") || each.is("output")
		value, has := given(news, each.name)
		was, hadOne := given(old, each.name)
		switch {
		case has && hadOne && equalProperty(each, was, value) && value.IsSecret() == was.IsSecret():
			state[each.name] = was
		case has:
			state[each.name] = complete(each.of, value)
		case computed && hadOne:
			state[each.name] = was
		case hadOne && each.fallback.IsNull():
			state[each.name] = nothing(each.of)
		case computed && preview && old == nil:
			state[each.name] = props.Unknown()
		default:
			state[each.name] = empty(each, false)
		}
	}
	return state
}

// complete gives the objects in a value all their properties.
func complete(of reflect.Type, value resource.PropertyValue) resource.PropertyValue {
	of = bare(of)
	value, close := open(value)
	switch {
	case value.IsObject() && of.Kind() == reflect.Struct:
		object := resource.PropertyMap{}
		for _, each := range properties(of) {
			if item, has := given(value.ObjectValue(), each.name); has {
				object[each.name] = complete(each.of, item)
			} else {
				object[each.name] = empty(each, true)
			}
		}
		value = resource.NewObjectProperty(object)
	case value.IsArray() && of.Kind() == reflect.Slice:
		items := []resource.PropertyValue{}
		for _, item := range value.ArrayValue() {
			items = append(items, complete(of.Elem(), item))
		}
		value = resource.NewArrayProperty(items)
	}
	return close(value)
}

// empty is how the official plugin records a missing value: lists of objects are empty, and so are strings inside them.
func empty(each property, nested bool) resource.PropertyValue {
	kind := bare(each.of).Kind()
	switch {
	case !each.fallback.IsNull():
		return each.fallback
	case kind == reflect.Slice && (nested || each.is("computed") || bare(each.of.Elem()).Kind() == reflect.Struct):
		return resource.NewArrayProperty([]resource.PropertyValue{})
	case kind == reflect.String && nested:
		return resource.NewStringProperty("")
	default:
		return resource.NewNullProperty()
	}
}

// Observe writes what was found into a state. What the program gave as a secret stays one.
func Observe(state resource.PropertyMap, found map[string]any) {
	for name, value := range found {
		key := resource.PropertyKey(name)
		secret := state[key].ContainsSecrets()
		state[key] = resource.NewPropertyValue(value)
		if secret {
			state[key] = props.Secret(state[key])
		}
	}
}

// Refreshed are inputs in which everything that has changed is as it was found, and no longer a default.
func Refreshed(of any, inputs, state resource.PropertyMap) resource.PropertyMap {
	refreshed, left := inputs.Copy(), []string{}
	for _, each := range properties(reflect.TypeOf(of)) {
		wanted, has := given(inputs, each.name)
		same := !has || equalProperty(each, state[each.name], wanted)
		if !same {
			refreshed[each.name] = state[each.name]
		}
		if same && listed(inputs, each.name) {
			left = append(left, string(each.name))
		}
	}
	slices.Sort(left)
	refreshed[defaults] = resource.NewPropertyValue(left)
	return refreshed
}

// Settle completes a state that is read again: null becomes the empty value of its type, except for objects and for what
// the program never gave outside of lists.
func Settle(of any, state resource.PropertyMap) {
	for _, each := range properties(reflect.TypeOf(of)) {
		state[each.name] = settled(each.of, state[each.name], false)
	}
}

func settled(of reflect.Type, value resource.PropertyValue, nested bool) resource.PropertyValue {
	of = bare(of)
	value, close := open(value)
	switch kind := of.Kind(); {
	case value.IsArray() && kind == reflect.Slice:
		for index, item := range value.ArrayValue() {
			value.ArrayValue()[index] = settled(of.Elem(), item, true)
		}
	case value.IsObject() && kind == reflect.Struct:
		for _, each := range properties(of) {
			value.ObjectValue()[each.name] = settled(each.of, value.ObjectValue()[each.name], true)
		}
	case value.IsNull() && (nested || kind == reflect.Slice || kind == reflect.Map):
		value = nothing(of)
	}
	return close(value)
}

// nothing is the empty value of a type.
func nothing(of reflect.Type) resource.PropertyValue {
	switch bare(of).Kind() {
	case reflect.Slice:
		return resource.NewArrayProperty([]resource.PropertyValue{})
	case reflect.Map:
		return resource.NewObjectProperty(resource.PropertyMap{})
	case reflect.String:
		return resource.NewStringProperty("")
	case reflect.Bool:
		return resource.NewBoolProperty(false)
	case reflect.Int, reflect.Int64:
		return resource.NewNumberProperty(0)
	default:
		return resource.NewNullProperty()
	}
}

func equalProperty(each property, old, wanted resource.PropertyValue) bool {
	probe := differ{found: map[string]plugin.PropertyDiff{}}
	probe.value(each.of, each.is("set"), old, wanted, resource.PropertyPath{"x"})
	return len(probe.found) == 0
}

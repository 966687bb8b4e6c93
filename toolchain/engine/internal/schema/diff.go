package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"macvlan-fabric/engine/internal/props"
)

// Diff compares what the program wants with what exists. What it leaves to the other side does not differ, nor do the
// properties whose changes it ignores: the engine hands over their old inputs, which are not what was read back.
func Diff(of any, state, news resource.PropertyMap, ignored []string) plugin.DiffResult {
	d := differ{found: map[string]plugin.PropertyDiff{}}
	for _, each := range properties(reflect.TypeOf(of)) {
		d.replace = each.is("replace")
		if !each.is("output") && !slices.Contains(ignored, string(each.name)) {
			d.property(each, state[each.name], news, resource.PropertyPath{string(each.name)})
		}
	}
	if len(d.found) == 0 {
		return plugin.DiffResult{Changes: plugin.DiffNone}
	}
	return plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: d.found}
}

// Renamed reports whether a replacement can exist beside what it replaces, because its name is different or generated.
func Renamed(of any, state, news resource.PropertyMap) bool {
	for _, each := range properties(reflect.TypeOf(of)) {
		if each.is("name") {
			return listed(news, each.name) || !reflect.DeepEqual(props.Plain(state[each.name]), props.Plain(news[each.name]))
		}
	}
	return true
}

type differ struct {
	found   map[string]plugin.PropertyDiff
	replace bool
}

func (d *differ) add(path resource.PropertyPath, kind plugin.DiffKind) {
	if d.replace {
		kind = kind.AsReplace()
	}
	d.found[path.String()] = plugin.PropertyDiff{Kind: kind}
}

func (d *differ) property(each property, old resource.PropertyValue, news resource.PropertyMap, path resource.PropertyPath) {
	wanted, has := given(news, each.name)
	switch {
	case (!has && each.is("computed")) || (each.is("keep") && zero(props.Plain(wanted)) && !wanted.ContainsUnknowns()):
	case !has:
		if was := props.Plain(old); !zero(was) && !reflect.DeepEqual(was, props.Plain(each.fallback)) {
			d.add(path, plugin.DiffDelete)
		}
	default:
		d.value(each.of, each.is("set"), old, wanted, path)
	}
}

func (d *differ) value(of reflect.Type, set bool, old, wanted resource.PropertyValue, path resource.PropertyPath) {
	of = bare(of)
	old, _ = open(old)
	wanted, _ = open(wanted)
	was, wants := props.Plain(old), props.Plain(wanted)
	switch {
	case wanted.IsComputed() || wanted.IsOutput():
		d.add(path, plugin.DiffUpdate)
	case zero(was) && zero(wants):
	case zero(was) && was != false && was != float64(0) && !wanted.ContainsUnknowns():
		d.add(path, plugin.DiffAdd)
	case of.Kind() == reflect.Slice && wanted.IsArray() && old.IsArray():
		d.list(of.Elem(), set, old.ArrayValue(), wanted.ArrayValue(), path)
	case of.Kind() == reflect.Struct && wanted.IsObject() && old.IsObject():
		for _, each := range properties(of) {
			d.property(each, old.ObjectValue()[each.name], wanted.ObjectValue(), with(path, string(each.name)))
		}
	case of.Kind() == reflect.Map && wanted.IsObject() && old.IsObject():
		d.entries(old.ObjectValue(), wanted.ObjectValue(), path)
	case !reflect.DeepEqual(was, wants):
		d.add(path, plugin.DiffUpdate)
	}
}

// entries compares free-form maps.
func (d *differ) entries(old, wanted resource.PropertyMap, path resource.PropertyPath) {
	for name, value := range wanted {
		if was, has := old[name]; !has {
			d.add(with(path, string(name)), plugin.DiffAdd)
		} else {
			d.value(reflect.TypeFor[string](), false, was, value, with(path, string(name)))
		}
	}
	for name := range old {
		if _, has := wanted[name]; !has {
			d.add(with(path, string(name)), plugin.DiffDelete)
		}
	}
}

// list compares element by element. In sets, elements that have an equal on the other side do not count, and the rest is
// paired in order.
func (d *differ) list(of reflect.Type, set bool, old, wanted []resource.PropertyValue, path resource.PropertyPath) {
	oldLeft, wantedLeft := indices(old), indices(wanted)
	if set {
		oldLeft, wantedLeft = unmatched(of, old, wanted)
	}
	for at := range max(len(oldLeft), len(wantedLeft)) {
		switch {
		case at >= len(oldLeft):
			d.add(with(path, wantedLeft[at]), plugin.DiffAdd)
		case at >= len(wantedLeft):
			d.add(with(path, oldLeft[at]), plugin.DiffDelete)
		default:
			d.value(of, false, old[oldLeft[at]], wanted[wantedLeft[at]], with(path, wantedLeft[at]))
		}
	}
}

func unmatched(of reflect.Type, old, wanted []resource.PropertyValue) (oldLeft, wantedLeft []int) {
	oldLeft = indices(old)
	for index, value := range wanted {
		same := slices.IndexFunc(oldLeft, func(other int) bool { return equal(of, old[other], value) })
		if same < 0 {
			wantedLeft = append(wantedLeft, index)
		} else {
			oldLeft = slices.Delete(oldLeft, same, same+1)
		}
	}
	return oldLeft, wantedLeft
}

func equal(of reflect.Type, old, wanted resource.PropertyValue) bool {
	probe := differ{found: map[string]plugin.PropertyDiff{}}
	probe.value(of, false, old, wanted, resource.PropertyPath{"x"})
	return len(probe.found) == 0
}

func indices[T any](of []T) []int {
	all := make([]int, len(of))
	for index := range all {
		all[index] = index
	}
	return all
}

func with(path resource.PropertyPath, step any) resource.PropertyPath {
	return append(path[:len(path):len(path)], step)
}

// Sorted orders values by their text, for lists whose order has no meaning.
func Sorted[T any](values []T) []T {
	slices.SortFunc(values, func(a, b T) int { return slices.Compare([]byte(text(a)), []byte(text(b))) })
	return values
}

func text(value any) string {
	bytes, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(bytes)
}

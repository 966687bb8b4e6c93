package schema

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"macvlan-fabric/engine/internal/props"
)

// defaults is the hidden property that lists which of its neighbours the program did not give.
const defaults = "__defaults"

// Check adds the defaults to what a program gave, and reports everything that is wrong with it.
func Check(of any, urn resource.URN, news, olds resource.PropertyMap) (resource.PropertyMap, []plugin.CheckFailure) {
	c := checker{urn: urn, olds: olds}
	checked := c.object(reflect.TypeOf(of), news, "").ObjectValue()
	into := reflect.New(bare(reflect.TypeOf(of))).Interface()
	if err := props.Decode(checked, into); err != nil {
		c.fail("", err.Error())
	}
	return checked, c.failures
}

type checker struct {
	urn      resource.URN
	olds     resource.PropertyMap
	failures []plugin.CheckFailure
}

func (c *checker) fail(path, reason string) {
	c.failures = append(c.failures, plugin.CheckFailure{Property: resource.PropertyKey(path), Reason: reason})
}

func (c *checker) value(of reflect.Type, value resource.PropertyValue, path string) resource.PropertyValue {
	of = bare(of)
	value, close := open(value)
	switch {
	case value.IsObject() && of.Kind() == reflect.Struct:
		value = c.object(of, value.ObjectValue(), path+".")
	case value.IsArray() && of.Kind() == reflect.Slice:
		items := []resource.PropertyValue{}
		for index, item := range value.ArrayValue() {
			items = append(items, c.value(of.Elem(), item, fmt.Sprintf("%s[%d]", path, index)))
		}
		value = resource.NewArrayProperty(items)
	}
	return close(value)
}

func (c *checker) object(of reflect.Type, news resource.PropertyMap, prefix string) resource.PropertyValue {
	checked, absent := resource.PropertyMap{}, []string{}
	known := map[resource.PropertyKey]bool{defaults: true}
	for _, each := range properties(of) {
		path := prefix + string(each.name)
		value, has := given(news, each.name)
		known[each.name] = !each.is("output")
		switch {
		case has && each.is("unsupported"):
			c.fail(path, fmt.Sprintf("this stand-in for the docker plugin does not support %q", path))
		case has:
			checked[each.name] = c.value(each.of, value, path)
			if each.is("set") && value.ContainsSecrets() && !value.ContainsUnknowns() {
				// Once the elements are sorted, there is no telling which one is the secret.
				checked[each.name] = props.Secret(resource.NewPropertyValue(props.Plain(checked[each.name])))
			}
		case each.is("name"):
			checked[each.name], absent = c.autoname(each.name), append(absent, string(each.name))
		case each.is("required"):
			c.fail(path, fmt.Sprintf("missing required property %q", path))
		case !zero(props.Plain(each.fallback)):
			checked[each.name], absent = each.fallback, append(absent, string(each.name))
		}
	}
	for name := range news {
		if !known[name] {
			c.fail(prefix+string(name), fmt.Sprintf("property %q is not known", prefix+string(name)))
		}
	}
	slices.Sort(absent)
	checked[defaults] = resource.NewPropertyValue(absent)
	return resource.NewObjectProperty(checked)
}

// autoname keeps the name that was generated before, or generates one from the resource's own.
func (c *checker) autoname(name resource.PropertyKey) resource.PropertyValue {
	if old, has := given(c.olds, name); has && listed(c.olds, name) {
		return old
	}
	made, err := resource.NewUniqueHex(c.urn.Name()+"-", 7, 255)
	if err != nil {
		c.fail(string(name), err.Error())
	}
	return resource.NewStringProperty(made)
}

// listed reports whether a property was not given by the program.
func listed(checked resource.PropertyMap, name resource.PropertyKey) bool {
	names, _ := props.Plain(checked[defaults]).([]any)
	return slices.Contains(names, any(string(name)))
}

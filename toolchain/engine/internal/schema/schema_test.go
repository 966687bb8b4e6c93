package schema

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
)

type part struct {
	Name string `json:"name" rules:"required"`
	Size int    `json:"size"`
}

type thing struct {
	Name    string            `json:"name" rules:"name replace"`
	Kind    string            `json:"kind" rules:"replace default=plain"`
	Limit   int               `json:"limit"`
	Decided string            `json:"decided" rules:"replace computed"`
	Tags    []string          `json:"tags" rules:"replace set"`
	Steps   []string          `json:"steps" rules:"replace"`
	Parts   []part            `json:"parts" rules:"replace set"`
	Options map[string]string `json:"options"`
	Future  string            `json:"future" rules:"unsupported"`
	Address string            `json:"address" rules:"output"`
}

const urn = resource.URN("urn:pulumi:s::p::t:m:T::thing")

func values(of map[string]any) resource.PropertyMap { return resource.NewPropertyMapFromMap(of) }

func TestDiff(t *testing.T) {
	state := map[string]any{
		"name": "n", "kind": "plain", "limit": 1, "decided": "there", "tags": []any{"a", "b"}, "steps": []any{"1", "2"},
		"parts":   []any{map[string]any{"name": "x", "size": 0}, map[string]any{"name": "y", "size": 2}},
		"options": nil, "future": nil, "address": "1.2.3.4",
	}
	same := map[string]any{
		"name": "n", "kind": "plain", "limit": 1, "tags": []any{"b", "a"}, "steps": []any{"1", "2"},
		"parts": []any{map[string]any{"name": "y", "size": 2}, map[string]any{"name": "x"}},
	}
	for _, test := range []struct {
		name   string
		change map[string]any // Nil value: not given.
		want   map[string]plugin.DiffKind
	}{
		{"nothing", nil, nil},
		{"a limit, in place", map[string]any{"limit": 2}, map[string]plugin.DiffKind{"limit": plugin.DiffUpdate}},
		{"a limit given up", map[string]any{"limit": nil}, map[string]plugin.DiffKind{"limit": plugin.DiffDelete}},
		{"a name", map[string]any{"name": "m"}, map[string]plugin.DiffKind{"name": plugin.DiffUpdateReplace}},
		{"what was decided, now otherwise", map[string]any{"decided": "here"},
			map[string]plugin.DiffKind{"decided": plugin.DiffUpdateReplace}},
		{"an element of a set", map[string]any{"tags": []any{"c", "a"}},
			map[string]plugin.DiffKind{"tags[0]": plugin.DiffUpdateReplace}},
		{"one element more", map[string]any{"tags": []any{"a", "b", "c"}},
			map[string]plugin.DiffKind{"tags[2]": plugin.DiffAddReplace}},
		{"the order of a list", map[string]any{"steps": []any{"2", "1"}},
			map[string]plugin.DiffKind{"steps[0]": plugin.DiffUpdateReplace, "steps[1]": plugin.DiffUpdateReplace}},
		{"inside an object of a set", map[string]any{"parts": []any{map[string]any{"name": "x"}, map[string]any{"name": "y", "size": 3}}},
			map[string]plugin.DiffKind{"parts[1].size": plugin.DiffUpdateReplace}},
		{"an option", map[string]any{"options": map[string]any{"a": "b"}},
			map[string]plugin.DiffKind{"options": plugin.DiffAdd}},
		{"an unknown value", map[string]any{"name": resource.Computed{Element: resource.NewStringProperty("")}},
			map[string]plugin.DiffKind{"name": plugin.DiffUpdateReplace}},
		{"a secret that is the same", map[string]any{"name": &resource.Secret{Element: resource.NewStringProperty("n")}}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			wanted := map[string]any{}
			for name, value := range same {
				wanted[name] = value
			}
			for name, value := range test.change {
				if wanted[name] = value; value == nil {
					delete(wanted, name)
				}
			}
			found := Diff(thing{}, values(state), values(wanted), nil).DetailedDiff
			if len(found) != len(test.want) {
				t.Fatalf("got %v, want %v", found, test.want)
			}
			for path, kind := range test.want {
				if found[path].Kind != kind {
					t.Errorf("%s: got %v in %v, want %v", path, found[path].Kind, found, kind)
				}
			}
		})
	}
}

func TestCheckFillsInDefaults(t *testing.T) {
	checked, failures := Check(thing{}, urn, values(map[string]any{"name": "n", "parts": []any{map[string]any{"name": "x"}}}), nil)
	want := values(map[string]any{
		"name": "n", "kind": "plain", "__defaults": []any{"kind"},
		"parts": []any{map[string]any{"name": "x", "__defaults": []any{}}},
	})
	if len(failures) != 0 || !checked.DeepEquals(want) {
		t.Errorf("got %v and %v, want %v", checked, failures, want)
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	_, failures := Check(thing{}, urn, values(map[string]any{
		"name": "n", "nmae": "typing error", "future": "x", "address": "y", "parts": []any{map[string]any{"seize": 1}},
	}), nil)
	found := map[resource.PropertyKey]bool{}
	for _, failure := range failures {
		found[failure.Property] = true
	}
	for _, path := range []resource.PropertyKey{"nmae", "future", "address", "parts[0].name", "parts[0].seize"} {
		if !found[path] {
			t.Errorf("no failure for %s among %v", path, failures)
		}
	}
	if _, failures := Check(thing{}, urn, values(map[string]any{"limit": "many"}), nil); len(failures) != 1 {
		t.Errorf("a text for a number gives %v", failures)
	}
}

func TestNamesAreMadeUpOnce(t *testing.T) {
	first, _ := Check(thing{}, urn, resource.PropertyMap{}, nil)
	again, _ := Check(thing{}, urn, resource.PropertyMap{}, first)
	if !first["name"].DeepEquals(again["name"]) || len(first["name"].StringValue()) != len("thing-1234567") {
		t.Errorf("got %v, then %v", first["name"], again["name"])
	}
	if !Renamed(thing{}, first, again) || Renamed(thing{}, values(map[string]any{"name": "n"}), values(map[string]any{"name": "n"})) {
		t.Error("only a name that the program gave, and kept, stands in the way of its replacement")
	}
}

func TestPlannedKeepsSecretsAndMarksUnknowns(t *testing.T) {
	news := values(map[string]any{"name": &resource.Secret{Element: resource.NewStringProperty("n")}})
	state := Planned(thing{}, news, nil, true)
	if !state["name"].IsSecret() || !state["address"].IsComputed() || !state["decided"].IsComputed() || !state["limit"].IsNull() {
		t.Errorf("got %v", state)
	}
	Observe(state, map[string]any{"name": "other", "address": "1.2.3.4"})
	if !state["name"].IsSecret() || state["address"].StringValue() != "1.2.3.4" {
		t.Errorf("after looking: %v", state)
	}
}

package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const wireImport = "github.com/vendorauth/vendorauth-go/authhooks/wire"

// action is one change that the generated overlay makes.
type action struct {
	Target string         `yaml:"target"`
	Update map[string]any `yaml:"update"`
}

// derived is the Go shaping that follows from openapi.yaml. The hand-written overlay
// comes after it, so what a person wrote counts.
func (v *vendor) derived() (list []action) {
	add := func(target string, update map[string]any) { list = append(list, action{target, update}) }
	// The first fixed server is ServerURL, the overlay names a further one. No Go code
	// needs a placeholder.
	if fixed := v.fixedServers(); len(fixed) > 0 {
		add("$.servers["+strconv.Itoa(fixed[0])+"]", map[string]any{"x-go-name": "ServerURL"})
	}
	wire := func(name string) map[string]any {
		return map[string]any{"x-go-type": "wire." + name, "x-go-type-import": map[string]string{"path": wireImport}}
	}
	answers := v.answers()
	for name, schema := range v.document.at("components", "schemas").pairs {
		target := "$.components.schemas." + name
		switch {
		case schema.at("x-codes").is() || strings.HasSuffix(name, "Code"):
			add(target, wire("Code"))
		case schema.at("oneOf").is():
			add(target, map[string]any{"x-go-type": "json.RawMessage"}) // told apart by hand, never by a union type
		case answers[name]:
			for property, field := range schema.at("properties").pairs {
				if field.at("format").text() == secret {
					add(target+".properties."+property, wire("Secret"))
				}
			}
		}
	}
	return list
}

// fixedServers returns the positions of the servers without variables.
func (v *vendor) fixedServers() (at []int) {
	i := 0
	for server := range v.document.at("servers").items {
		if !server.at("variables").is() {
			at = append(at, i)
		}
		i++
	}
	return at
}

// withoutPlaceholders removes the servers that have variables, the last one first, so
// that no position moves.
func (v *vendor) withoutPlaceholders() (removals []any) {
	fixed := v.fixedServers()
	for i := len(v.document.at("servers").Content) - 1; i >= 0 && len(fixed) > 0; i-- {
		if !slices.Contains(fixed, i) {
			removals = append(removals, map[string]any{"target": "$.servers[" + strconv.Itoa(i) + "]", "remove": true})
		}
	}
	return removals
}

// merged is the overlay that the generator gets.
func (v *vendor) merged() ([]byte, error) {
	var actions []any
	for _, a := range v.derived() {
		actions = append(actions, a)
	}
	for a := range v.overlay.at("actions").items {
		actions = append(actions, a.Node)
	}
	actions = append(actions, v.withoutPlaceholders()...)
	text, err := yaml.Marshal(map[string]any{
		"overlay": "1.0.0", "info": map[string]string{"title": "Go types of " + v.Name, "version": "1"}, "actions": actions,
	})
	if err != nil {
		return nil, fmt.Errorf("specs/%s/overlay.yaml: %w", v.Name, err)
	}
	return text, nil
}

package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// ownRules judges what oasdiff's changelog is silent about: hosts, where a credential goes, error codes,
// the pattern of an answer's field (SCNet's success is `^0$`), components that only business calls use.
func ownRules(before, after document) []Change {
	changes := compareNamed("server", servers(before), servers(after))
	changes = append(changes, compareNamed("security scheme", component(before, "securitySchemes"), component(after, "securitySchemes"))...)
	changes = append(changes, compareNamed("code", codes(before), codes(after))...)
	changes = append(changes, compareMeanings(before, after)...)
	for kind := range probes {
		for name := range unreached(before, kind) {
			if _, ok := component(after, kind)[name]; !ok {
				changes = append(changes, Change{Major, Removed, "components/" + kind + "/" + name + " is gone"})
			}
		}
		for name := range unreached(after, kind) {
			if _, ok := component(before, kind)[name]; !ok {
				changes = append(changes, Change{Minor, Added, "components/" + kind + "/" + name + " is new"})
			}
		}
	}
	for _, place := range difference(facts(before), facts(after)) {
		if strings.HasSuffix(place, "/pattern") {
			changes = append(changes, Change{Major, Changed, place + " changed"})
		}
	}
	return changes
}

// compareNamed compares two sets of things that users rely on by name.
func compareNamed(what string, before, after document) []Change {
	var changes []Change
	for _, name := range keys(before, after) {
		old, was := before[name]
		now, is := after[name]
		switch {
		case !is:
			changes = append(changes, Change{Major, Removed, what + " " + name + " is gone"})
		case !was:
			changes = append(changes, Change{Minor, Added, what + " " + name + " is new"})
		case !reflect.DeepEqual(facts(old), facts(now)):
			changes = append(changes, Change{Major, Changed, what + " " + name + " changed: " + strings.Join(difference(facts(old), facts(now)), ", ")})
		}
	}
	return changes
}

func compareMeanings(before, after document) []Change {
	var changes []Change
	old, now := codes(before), codes(after)
	for _, name := range keys(old, now) {
		a, _ := old[name].(document)
		b, _ := now[name].(document)
		if a != nil && b != nil && !reflect.DeepEqual(a["meaning"], b["meaning"]) {
			changes = append(changes, Change{Patch, Changed, fmt.Sprintf("code %s now means %q", name, b["meaning"])})
		}
		if a != nil && b != nil && a["call"] != b["call"] {
			changes = append(changes, Change{Patch, Changed, fmt.Sprintf("code %s now holds in answers to %s calls", name, callsOf(b))})
		}
	}
	return changes
}

// callsOf says to which calls a row of x-codes belongs.
func callsOf(row document) any {
	if row["call"] == nil {
		return "all"
	}
	return row["call"]
}

func servers(doc document) document {
	list, _ := doc["servers"].([]any)
	named := document{}
	for _, s := range list {
		if m, ok := s.(document); ok {
			named[fmt.Sprint(m["url"])] = m
		}
	}
	return named
}

// codes gives the rows of every x-codes list, named "FailureCode 10001".
func codes(doc document) document {
	named := document{}
	for schema, s := range component(doc, "schemas") {
		m, _ := s.(document)
		rows, _ := m["x-codes"].([]any)
		for _, row := range rows {
			if r, ok := row.(document); ok {
				r = maps.Clone(r)
				if r["call"] == nil && m["x-call"] != nil {
					r["call"] = m["x-call"] // the list's counts, unless the row has its own
				}
				if r["call"] == "any" {
					delete(r, "call")
				}
				named[fmt.Sprintf("%s %v", schema, r["code"])] = r
			}
		}
	}
	return named
}

func component(doc document, kind string) document {
	components, _ := doc["components"].(document)
	named, _ := components[kind].(document)
	return named
}

// prose is what no program of a user reads. Tags and info only order a reference page,
// and the texts are what a simulator says.
var prose = []string{
	"description", "summary", "title", "example", "examples", "externalDocs", "x-source", "meaning", "call", "info", "tags",
	"text", "text-en", "text-zh", "x-call", "x-lifetime", "x-renewable",
}

// byName are the keys whose children are named by the vendor, so that a field called "title" is none of the above.
var byName = []string{
	"properties", "schemas", "responses", "parameters", "headers", "requestBodies", "securitySchemes",
	"paths", "content", "variables", "callbacks", "links", "mapping",
}

// facts gives a copy of a document, or of a part of it, without prose; lists whose order means nothing are sorted.
func facts(v any) any { return strip(v, "") }

func strip(v any, under string) any {
	switch v := v.(type) {
	case document:
		out := document{}
		for k, child := range v {
			if slices.Contains(byName, under) {
				out[k] = strip(child, "")
			} else if !slices.Contains(prose, k) {
				out[k] = strip(child, k)
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, child := range v {
			out = append(out, strip(child, ""))
		}
		if under != "servers" { // the first is the default
			sort.SliceStable(out, func(i, j int) bool { return fmt.Sprint(out[i]) < fmt.Sprint(out[j]) })
		}
		return out
	default:
		return v
	}
}

// difference lists the places where two documents differ, as JSON pointers.
func difference(a, b any) []string {
	var places []string
	var walk func(at string, a, b any)
	walk = func(at string, a, b any) {
		x, xok := a.(document)
		y, yok := b.(document)
		switch {
		case xok && yok:
			for _, k := range keys(x, y) {
				walk(at+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(k), x[k], y[k])
			}
		case !reflect.DeepEqual(a, b):
			places = append(places, at)
		}
	}
	walk("", a, b)
	return places
}

func keys(documents ...document) []string {
	var names []string
	for _, d := range documents {
		for k := range d {
			names = append(names, k)
		}
	}
	sort.Strings(names)
	return slices.Compact(names)
}

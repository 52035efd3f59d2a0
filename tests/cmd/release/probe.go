package main

import (
	"maps"
	"strings"
)

// probePrefix starts the path of an operation that only exists to show a component to oasdiff.
const probePrefix = "/components/"

// probes says how an operation answers with a component of each kind.
var probes = map[string]func(ref document) document{
	"responses": func(ref document) document { return document{"200": ref} },
	"schemas": func(ref document) document {
		return document{"200": document{"description": "probe", "content": document{"application/json": document{"schema": ref}}}}
	},
}

// withProbes gives copies of two documents in which an operation answers with each component that no operation of
// either reaches: what business calls send and answer. oasdiff looks at nothing else than operations.
func withProbes(before, after document) (document, document) {
	paths := document{}
	for kind, answer := range probes {
		late := unreached(after, kind)
		for name := range unreached(before, kind) {
			if late[name] {
				ref := document{"$ref": "#/components/" + kind + "/" + name}
				paths[probePrefix+kind+"/"+name] = document{"get": document{"responses": answer(ref)}}
			}
		}
	}
	return withPaths(before, paths), withPaths(after, paths)
}

func withPaths(doc, more document) document {
	paths, _ := doc["paths"].(document)
	all := maps.Clone(more)
	maps.Copy(all, paths)
	out := maps.Clone(doc)
	out["paths"] = all
	return out
}

// unreached gives the components of a kind that no operation refers to, directly or not, nor another component.
func unreached(doc document, kind string) map[string]bool {
	reached := map[string]bool{}
	follow(doc, doc["paths"], reached)
	if kind == "schemas" { // a response holds schemas, never the other way round
		follow(doc, component(doc, "responses"), reached)
	}
	names := map[string]bool{}
	for name := range component(doc, kind) {
		if !reached["#/components/"+kind+"/"+name] {
			names[name] = true
		}
	}
	for name := range component(doc, kind) {
		inner := map[string]bool{"#/components/" + kind + "/" + name: true}
		follow(doc, component(doc, kind)[name], inner)
		for other := range names {
			if other != name && inner["#/components/"+kind+"/"+other] {
				delete(names, other)
			}
		}
	}
	return names
}

// follow marks every reference in v, and those behind them.
func follow(doc document, v any, reached map[string]bool) {
	switch v := v.(type) {
	case document:
		if ref, ok := v["$ref"].(string); ok && !reached[ref] {
			reached[ref] = true
			if parts := strings.Split(ref, "/"); len(parts) == 4 {
				follow(doc, component(doc, parts[2])[parts[3]], reached)
			}
		}
		for _, child := range v {
			follow(doc, child, reached)
		}
	case []any:
		for _, child := range v {
			follow(doc, child, reached)
		}
	}
}

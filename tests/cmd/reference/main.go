// Command reference merges the vendors' OpenAPI files into one, for a page that shows them all: `make docs`.
//
//	reference OUT VENDOR [VENDOR]
//
// The merged file serves readers only: names are prefixed, codes and credentials are written out as text.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

type document = map[string]any

func main() {
	if err := build(".", os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
}

func build(root string, args []string) error {
	if len(args) < 2 {
		return errors.New("usage: reference OUT VENDOR [VENDOR]")
	}
	all := document{
		"openapi": "3.0.3",
		"info": document{
			"title": "vendorauth: the vendors' auth APIs", "version": "of this checkout",
			"description": "What each vendor's page says about getting, renewing and sending a token. Made by `make docs` from `specs/`.",
		},
		"tags": []any{}, "paths": document{}, "components": document{},
	}
	for _, vendor := range args[1:] {
		raw, err := os.ReadFile(filepath.Join(root, "specs", vendor, "openapi.yaml"))
		if err != nil {
			return err
		}
		var spec document
		if err := yaml.Unmarshal(raw, &spec); err != nil {
			return fmt.Errorf("%s: %w", vendor, err)
		}
		merge(all, spec, vendor)
	}
	raw, err := yaml.Marshal(all)
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], raw, 0o600)
}

// merge adds a spec under names of its own: operations, components and their references get the vendor's name, a
// path that another vendor has too gets it as a fragment.
func merge(all, spec document, vendor string) {
	title := child(spec, "info")["title"]
	all["tags"] = append(all["tags"].([]any), document{"name": vendor, "x-displayName": title, "description": describe(spec)})

	rename(spec, vendor)
	paths := child(all, "paths")
	for path, item := range child(spec, "paths") {
		item := item.(document)
		item["servers"] = spec["servers"]
		for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"} {
			op := child(item, method)
			if op == nil {
				continue
			}
			op["tags"] = []any{vendor}
			op["operationId"] = fmt.Sprintf("%s.%v", vendor, op["operationId"])
			for i, requirement := range list(op, "security") {
				renamed := document{}
				for scheme, scopes := range requirement.(document) {
					renamed[vendor+"."+scheme] = scopes
				}
				op["security"].([]any)[i] = renamed
			}
		}
		if _, taken := paths[path]; taken {
			path += "#" + vendor
		}
		paths[path] = item
	}
	for kind, named := range child(spec, "components") {
		components := child(all, "components")
		if components[kind] == nil {
			components[kind] = document{}
		}
		for name, c := range named.(document) {
			child(components, kind)[vendor+"."+name] = c
		}
	}
}

// rename follows components to their new names.
func rename(v any, vendor string) {
	switch v := v.(type) {
	case document:
		if ref, ok := v["$ref"].(string); ok {
			at := strings.LastIndex(ref, "/") + 1
			v["$ref"] = ref[:at] + vendor + "." + ref[at:]
		}
		for _, c := range v {
			rename(c, vendor)
		}
	case []any:
		for _, c := range v {
			rename(c, vendor)
		}
	}
}

// describe gives a vendor's introduction: what an OpenAPI page would not show, because no operation has it.
func describe(spec document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v\n", child(spec, "info")["description"])
	for _, server := range list(spec, "servers") {
		s := server.(document)
		fmt.Fprintf(&b, "\n- Server `%v`: %v", s["url"], s["description"])
	}
	schemes := child(child(spec, "components"), "securitySchemes")
	for _, name := range sorted(schemes) {
		s := child(schemes, name)
		where := fmt.Sprintf("HTTP %v", s["scheme"])
		if s["type"] == "apiKey" {
			where = fmt.Sprintf("%v `%v`", s["in"], s["name"])
		}
		fmt.Fprintf(&b, "\n- Credential `%s` (%s): %v", name, where, s["description"])
	}
	schemas := child(child(spec, "components"), "schemas")
	for _, name := range sorted(schemas) {
		if rows := list(child(schemas, name), "x-codes"); len(rows) > 0 {
			fmt.Fprintf(&b, "\n\n**%s**\n\n| code | meaning |\n| --- | --- |\n", name)
			for _, row := range rows {
				r := row.(document)
				fmt.Fprintf(&b, "| `%v` | %s |\n", r["code"], strings.ReplaceAll(fmt.Sprint(r["meaning"]), "|", `\|`))
			}
		}
	}
	return b.String()
}

func child(d document, name string) document {
	c, _ := d[name].(document)
	return c
}

func list(d document, name string) []any {
	l, _ := d[name].([]any)
	return l
}

func sorted(d document) []string {
	names := make([]string, 0, len(d))
	for name := range d {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

type document = map[string]any

// compareSpecs compares specs/*/openapi.yaml of two checkouts.
func compareSpecs(ctx context.Context, oldRoot, newRoot, oasdiff, only string) ([]Report, error) {
	vendors, err := specFolders(oldRoot, newRoot)
	if err != nil {
		return nil, err
	}
	reports := make([]Report, 0, len(vendors))
	for _, v := range vendors {
		name := "specs/" + v
		if !strings.Contains(name, only) {
			continue
		}
		before, errOld := readSpec(oldRoot, name)
		after, errNew := readSpec(newRoot, name)
		switch {
		case errors.Is(errNew, fs.ErrNotExist):
			reports = append(reports, Report{Name: name, Changes: []Change{{Major, Removed, "the vendor is gone"}}})
			continue
		case errors.Is(errOld, fs.ErrNotExist) && errNew == nil:
			reports = append(reports, Report{Name: name, New: true})
			continue
		case errOld != nil || errNew != nil:
			return nil, errors.Join(errOld, errNew)
		}
		changes, err := compareSpec(ctx, before, after, oasdiff)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		reports = append(reports, Report{Name: name, Changes: changes})
	}
	return reports, nil
}

func specFolders(roots ...string) ([]string, error) {
	var vendors []string
	for _, root := range roots {
		files, err := filepath.Glob(filepath.Join(root, "specs", "*", "openapi.yaml"))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			vendors = append(vendors, filepath.Base(filepath.Dir(f)))
		}
	}
	if len(vendors) == 0 {
		return nil, errors.New("no specs/*/openapi.yaml found")
	}
	slices.Sort(vendors)
	return slices.Compact(vendors), nil
}

func readSpec(root, name string) (document, error) {
	raw, err := os.ReadFile(filepath.Join(root, name, "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	var doc document
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("%s/openapi.yaml: %w", name, err)
	}
	dropSecretMarks(doc)
	return doc, nil
}

// dropSecretMarks removes "format: password". It says who may see a value, and nothing
// about the value, but oasdiff takes it for a narrower type.
func dropSecretMarks(v any) {
	switch v := v.(type) {
	case document:
		if v["format"] == "password" {
			delete(v, "format")
		}
		for _, child := range v {
			dropSecretMarks(child)
		}
	case []any:
		for _, child := range v {
			dropSecretMarks(child)
		}
	}
}

// compareSpec asks oasdiff, and adds what oasdiff has no rule for.
func compareSpec(ctx context.Context, before, after document, oasdiff string) ([]Change, error) {
	if reflect.DeepEqual(before, after) {
		return nil, nil
	}
	changes := ownRules(before, after)
	found, err := runOasdiff(ctx, before, after, oasdiff)
	if err != nil {
		return nil, err
	}
	changes = append(changes, found...)

	places := difference(facts(before), facts(after))
	switch {
	case len(places) == 0:
		changes = append(changes, Change{Patch, Changed, "descriptions, examples, sources, lifetimes or texts only"})
	case !slices.ContainsFunc(changes, func(c Change) bool { return c.Level > Patch }):
		// Silence of the rules is no proof that nobody notices.
		changes = append(changes, Change{Major, Changed, "no rule knows what this means, look yourself: " + strings.Join(places, ", ")})
	}
	return sortChanges(changes), nil
}

// finding is one entry of `oasdiff changelog --format json`.
type finding struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Level     int    `json:"level"` // 1 info, 2 warning, 3 error
	Operation string `json:"operation"`
	Path      string `json:"path"`
}

func runOasdiff(ctx context.Context, before, after document, oasdiff string) ([]Change, error) {
	dir, err := os.MkdirTemp("", "oasdiff")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	before, after = withProbes(before, after)
	for name, doc := range map[string]document{"base.yaml": before, "now.yaml": after} {
		raw, err := yaml.Marshal(doc)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			return nil, err
		}
	}
	out, err := run(ctx, dir, nil, oasdiff, "changelog", "base.yaml", "now.yaml", "--format", "json", "--allow-external-refs=false")
	if err != nil {
		return nil, err
	}
	var found []finding
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		return nil, fmt.Errorf("oasdiff's answer: %w", err)
	}
	return judge(found), nil
}

// judge turns oasdiff's findings into changes; one that many operations share is told once.
func judge(found []finding) []Change {
	type key struct {
		level         Level
		section, text string
	}
	places := map[key][]string{}
	var order []key
	for _, f := range found {
		k := key{findingLevel(f), findingSection(f.ID), f.Text}
		if f.Level < 3 && k.level == Major {
			k.text += " (may break)"
		}
		place := strings.TrimSpace(f.Operation + " " + f.Path)
		if c, ok := strings.CutPrefix(f.Path, probePrefix); ok {
			place = "components/" + c
		}
		if _, ok := places[k]; !ok {
			order = append(order, k)
		}
		if !slices.Contains(places[k], place) {
			places[k] = append(places[k], place)
		}
	}
	var changes []Change
	for _, k := range order {
		changes = append(changes, Change{k.level, k.section, strings.Join(places[k], ", ") + ": " + k.text})
	}
	return changes
}

// typed are the endings of findings that oasdiff takes for harmless and that change the types, and the names,
// of a client that is generated: ours, or somebody's TypeScript.
var typed = []string{
	"-operation-id-removed", "-property-removed", "-header-removed", "-one-of-removed", "-any-of-removed",
	"-removed-with-deprecation", "-type-specialized", "-type-generalized", "-types-widened", "-types-narrowed",
}

// findingLevel takes a warning for a break too: oasdiff means by it "may break some clients".
func findingLevel(f finding) Level {
	changesTypes := slices.ContainsFunc(typed, func(ending string) bool { return strings.HasSuffix(f.ID, ending) })
	switch {
	case strings.HasPrefix(f.ID, "api-tag-"):
		return Patch
	case f.Level >= 2, changesTypes:
		return Major
	default:
		return Minor
	}
}

func findingSection(id string) string {
	switch {
	case strings.HasPrefix(id, "new-"), strings.Contains(id, "-added"), strings.HasPrefix(id, "endpoint-added"):
		return Added
	case strings.Contains(id, "-removed") && id != "api-operation-id-removed":
		return Removed
	default:
		return Changed
	}
}

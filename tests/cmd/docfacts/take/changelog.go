package take

import (
	"errors"
	"slices"
	"strings"
)

// Changelog is the file that tells users.
const Changelog = ".github/CHANGELOG.md"

// sections in the order of the changelog.
var sections = []string{"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

// Entry adds an entry to a section of [Unreleased].
func Entry(changelog, section, entry string) (string, error) {
	const heading = "## [Unreleased]\n"
	at := strings.Index(changelog, heading)
	if at < 0 {
		return "", errors.New(Changelog + " has no section [Unreleased]")
	}
	at += len(heading)
	body, rest := changelog[at:], ""
	for _, next := range []string{"\n## ", "\n["} {
		if end := strings.Index(body, next); end >= 0 {
			body, rest = body[:end], body[end:]+rest
		}
	}
	parts := strings.SplitAfter(body, "\n### ")
	for i, part := range parts[1:] {
		name, _, _ := strings.Cut(part, "\n")
		if name == section {
			text, mark := strings.TrimSuffix(part, "\n### "), part[len(strings.TrimSuffix(part, "\n### ")):]
			parts[i+1] = strings.TrimRight(text, "\n") + "\n" + entry + "\n" + mark
			return changelog[:at] + strings.Join(parts, "") + rest, nil
		}
	}
	// The section is new: before the first that comes after it.
	place := len(parts)
	for i, part := range parts[1:] {
		name, _, _ := strings.Cut(part, "\n")
		if slices.Index(sections, name) > slices.Index(sections, section) {
			place = i + 1
			break
		}
	}
	text := section + "\n\n" + entry + "\n"
	if place == len(parts) {
		parts[place-1] = strings.TrimRight(parts[place-1], "\n") + "\n\n### "
	} else {
		text += "\n### "
	}
	return changelog[:at] + strings.Join(slices.Insert(parts, place, text), "") + rest, nil
}

package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// breaking starts an entry that users have to act on.
const breaking = "**Breaking:** "

// sections in the order of keepachangelog.com.
var sections = []string{Added, Changed, "Deprecated", Removed, "Fixed", "Security"}

// draft gives the entries for a changelog, by section. A patch needs none: users would not miss it.
func draft(reports []Report) map[string][]string {
	entries := map[string][]string{}
	for _, r := range reports {
		type group struct {
			section string
			level   Level
		}
		texts := map[group][]string{}
		var order []group
		if r.New {
			entries[Added] = append(entries[Added], "- `"+r.Name+"`: the vendor is new")
		}
		for _, c := range r.Changes {
			text := strings.Join(strings.Fields(c.Text), " ")
			if c.Level == Patch && !strings.HasPrefix(text, "code ") {
				continue
			}
			g := group{c.Section, c.Level}
			if _, ok := texts[g]; !ok {
				order = append(order, g)
			}
			for _, word := range []string{": added", ": removed"} { // the section says it
				if name, ok := strings.CutSuffix(text, word); ok {
					text = "`" + name + "`"
				}
			}
			texts[g] = append(texts[g], text)
		}
		for _, g := range order {
			mark := ""
			if g.level == Major {
				mark = breaking
			}
			separator := "; "
			if strings.HasPrefix(texts[g][0], "`") {
				separator = ", "
			}
			entries[g.section] = append(entries[g.section], "- "+mark+"`"+r.Name+"`: "+strings.Join(texts[g], separator))
		}
	}
	return entries
}

// unreleased cuts a changelog into what is before its section "Unreleased", the section's body and the rest.
func unreleased(changelog string) (before, body, after string, err error) {
	const heading = "## [Unreleased]\n"
	at := strings.Index(changelog, heading)
	if at < 0 {
		return "", "", "", errors.New("the changelog has no section [Unreleased]")
	}
	before, body = changelog[:at+len(heading)], changelog[at+len(heading):]
	if end := strings.Index(body, "\n## "); end >= 0 {
		body, after = body[:end+1], body[end+1:]
	} else if end := strings.Index(body, "\n["); end >= 0 { // link references
		body, after = body[:end+1], body[end+1:]
	}
	return before, body, after, nil
}

// insert adds the entries that the section "Unreleased" does not have yet, each in its place.
func insert(changelog string, entries map[string][]string) (string, error) {
	before, body, after, err := unreleased(changelog)
	if err != nil {
		return "", err
	}
	parts := strings.Split("\n"+strings.Trim(body, "\n"), "\n### ")
	var out strings.Builder
	out.WriteString(strings.Trim(parts[0], "\n"))
	have := map[string]string{}
	var order []string
	for _, part := range parts[1:] {
		name, text, _ := strings.Cut(part, "\n")
		have[name] = strings.Trim(text, "\n")
		order = append(order, name)
	}
	for _, name := range sections {
		if len(entries[name]) > 0 && !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return slices.Index(sections, a) - slices.Index(sections, b) })
	for _, name := range order {
		lines := strings.Split(have[name], "\n")
		for _, e := range entries[name] {
			if !slices.Contains(lines, e) {
				lines = append(lines, e)
			}
		}
		out.WriteString("\n\n### " + name + "\n\n" + strings.Trim(strings.Join(lines, "\n"), "\n"))
	}
	section := "\n" + strings.Trim(out.String(), "\n") + "\n"
	if section == "\n\n" { // nothing has changed since the last version
		section = ""
	}
	if after != "" {
		section += "\n"
	}
	return before + section + after, nil
}

// version finds the heading of a version's section and its date.
var version = regexp.MustCompile(`(?m)^## \[(\d+\.\d+\.\d+)\](?: - (\d{4}-\d{2}-\d{2}))?$`)

// pending returns what the changelog says of changes since base: the section "Unreleased",
// and the version below it if base is not its tag, because its tag does not exist yet.
func pending(changelog, base string) (string, error) {
	_, body, after, err := unreleased(changelog)
	if err != nil {
		return "", err
	}
	versions := version.FindAllStringSubmatchIndex(after, 2)
	if len(versions) == 0 || "v"+after[versions[0][2]:versions[0][3]] == base {
		return body, nil
	}
	end := len(after)
	if len(versions) > 1 {
		end = versions[1][0]
	}
	return body + after[versions[0][1]:end], nil
}

// notes returns what the changelog says of a version, such as v0.1.0, that is ready to be
// tagged: its section is the first, has a date and entries, and "Unreleased" is empty.
func notes(changelog, tag string) (string, error) {
	_, body, after, err := unreleased(changelog)
	if err != nil {
		return "", err
	}
	versions := version.FindAllStringSubmatchIndex(after, 2)
	if len(versions) == 0 || "v"+after[versions[0][2]:versions[0][3]] != tag {
		return "", fmt.Errorf("the first section below [Unreleased] is not that of %q: name it ## [X.Y.Z] - YYYY-MM-DD", tag)
	}
	if versions[0][4] < 0 {
		return "", fmt.Errorf("the section of %s has no date: write ## [X.Y.Z] - YYYY-MM-DD", tag)
	}
	if _, err := time.Parse(time.DateOnly, after[versions[0][4]:versions[0][5]]); err != nil {
		return "", fmt.Errorf("the section of %s: %w", tag, err)
	}
	if strings.TrimSpace(body) != "" {
		return "", fmt.Errorf("[Unreleased] has entries that would be released without a version: move them to %s", tag)
	}
	end := len(after)
	if len(versions) > 1 {
		end = versions[1][0]
	}
	text := strings.TrimSpace(after[versions[0][1]:end])
	if !strings.Contains("\n"+text, "\n- ") {
		return "", fmt.Errorf("the section of %s has no entry", tag)
	}
	return text + "\n", nil
}

// undeclared lists the breaking reports that no pending entry marked as breaking names.
func undeclared(changelog, base string, reports []Report) ([]string, error) {
	body, err := pending(changelog, base)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, r := range reports {
		declared := slices.ContainsFunc(strings.Split(body, "\n"), func(line string) bool {
			return strings.Contains(line, strings.TrimSpace(breaking)) && strings.Contains(line, "`"+r.Name+"`")
		})
		if r.Level() == Major && !declared {
			missing = append(missing, r.Name)
		}
	}
	return missing, nil
}

// nextVersion applies a level to the last tag. Below v1 a break moves the minor number, as Go's and semver's rules allow.
func nextVersion(tag string, level Level) (string, error) {
	var major, minor, patch int
	if _, err := fmt.Sscanf(tag, "v%d.%d.%d", &major, &minor, &patch); err != nil {
		return "", fmt.Errorf("tag %q is not vX.Y.Z: %w", tag, err)
	}
	switch {
	case level == Major && major > 0:
		return fmt.Sprintf("v%d.0.0", major+1), nil
	case level >= Minor:
		return fmt.Sprintf("v%d.%d.0", major, minor+1), nil
	case level == Patch:
		return fmt.Sprintf("v%d.%d.%d", major, minor, patch+1), nil
	default:
		return tag, nil
	}
}

package authtest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Languages reads an Accept-Language header (RFC 9110 section 12.5.4). It returns the
// tags in lower case, the most wanted first, without those of weight 0. If one entry
// cannot be read, it returns nil for the whole header, as the libraries of servers do.
func Languages(header string) []string {
	type choice struct {
		tag    string
		weight float64
	}
	var choices []choice
	for entry := range strings.SplitSeq(header, ",") {
		tag, parameter, weighted := strings.Cut(entry, ";")
		tag, parameter = strings.ToLower(strings.TrimSpace(tag)), strings.TrimSpace(parameter)
		if tag == "" && !weighted {
			continue // an extra comma
		}
		weight := 1.0
		if weighted {
			number, is := strings.CutPrefix(parameter, "q=")
			parsed, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if !is || err != nil || !(parsed >= 0) {
				return nil
			}
			weight = parsed
		}
		tag = strings.ReplaceAll(tag, "_", "-")
		if tag != "*" && !isTag(tag) {
			return nil
		}
		if weight > 0 {
			choices = append(choices, choice{tag, weight})
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.weight, a.weight) })
	tags := make([]string, len(choices))
	for i, c := range choices {
		tags[i] = c.tag
	}
	return tags
}

// isTag reports whether text has the form of a language tag. The language has two to
// eight letters, and each subtag after it one to eight letters and digits.
func isTag(text string) bool {
	for i, subtag := range strings.Split(text, "-") {
		if len(subtag) < 1 || len(subtag) > 8 || i == 0 && len(subtag) == 1 {
			return false
		}
		for _, c := range subtag {
			if letter := 'a' <= c && c <= 'z'; !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

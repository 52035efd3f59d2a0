package main

// takeGuards hold that a changed page is taken in whole or not at all, and that nothing a person must decide is decided
// for them.
func takeGuards() []guard {
	const (
		take  = "tests/cmd/docfacts/take"
		edits = "TestWhatEachChangeEdits"
	)
	return []guard{
		{
			name: "take: a file that changed meanwhile", pkg: take, test: "TestMove",
			edits: []edit{{take + "/tree.go", "|| !bytes.Equal(now, before[name]) {", "|| len(now) > 1<<30 {"}},
		},
		{
			name: "take: all files or none", pkg: take, test: "TestMove",
			edits: []edit{
				{take + "/tree.go", "if failed = os.WriteFile(path(name)+suffix, changed[name], 0o644); failed != nil {", "if os.WriteFile(path(name)+suffix, changed[name], 0o644) != nil && name == \"\" {"},
				{take + "/tree.go", "if i < moved {", "if i > moved {"},
			},
		},
		{
			name: "take: a mark in the changelog counts", pkg: take, test: "TestMarks",
			edits: []edit{{take + "/tree.go", "|| name == Changelog", ""}},
		},
		{
			name: "take: nobody guesses a kind", pkg: take, test: edits,
			edits: []edit{{take + "/code.go", "kind: Unknown}", "kind: Unavailable}"}},
		},
		{
			name: "take: a new code has a mark", pkg: take, test: edits,
			edits: []edit{{take + "/code.go", `v.spec.review(at+"/"+escape(code), "the meaning in our words, of "+text)`, "error(nil)"}},
		},
		{
			name: "take: what is gone stays", pkg: take, test: edits,
			edits: []edit{{take + "/record.go", `"D the page of "+date+", "`, `"I "`}},
		},
		{
			name: "take: a contradiction is no change", pkg: take, test: edits,
			edits: []edit{{take + "/apply.go", "return n.Places < n.All || v.stated(n.Before)", "return false"}},
		},
		{
			name: "take: names in Go stay", pkg: take, test: edits,
			edits: []edit{{take + "/field.go", "if err := v.keepGoName(to, goName); err != nil {", "if err := v.keepGoName(to, goName[:0]); err != nil {"}},
		},
		{
			name: "take: a name that sounds secret is taken for one", pkg: take, test: edits,
			edits: []edit{{take + "/field.go", `if kind == "string" && secretName.MatchString(name) {`, "if false {"}},
		},
		{
			name: "take: carefully, Go is left alone", pkg: take, test: "TestCarefully",
			edits: []edit{{take + "/field.go", "before == after || v.strict {", "before == after {"}},
		},
	}
}

package main

const docfacts = "tests/cmd/docfacts"

// readerGuards hold what is read of a vendor's page: nothing is missed in silence.
func readerGuards() []guard {
	const unknown = "TestSingleChangesOfPagesThatNobodyShowedTheReader"
	return []guard{
		{
			name: "reader: one without a host is refused", pkg: docfacts, test: "TestThePageIsRefusedIfNoHostIsSeen",
			edits: []edit{{"tests/cmd/docfacts/main.go", "for _, kind := range extract.Blind(d.statements) {", "for _, kind := range extract.Blind(d.statements)[:0] {"}},
		},
		{
			name: "reader: what looks like a fact is named", pkg: docfacts, test: "TestLinesThatLookLikeFactsAreNamed",
			edits: []edit{{"tests/cmd/docfacts/extract/unread.go", "if d.looksLikeAFact(i) {", "if false {"}},
		},
		{
			name: "reader: a fact by hand is watched", pkg: docfacts, test: "TestAFactWrittenByHandIsWatched",
			edits: []edit{{"tests/cmd/docfacts/ledger/byhand.go", "*part = text[len(before) : len(text)-len(after)]\n\t\t\t\treturn", "return"}},
		},
		{
			name: "reader: a person's pointer is kept", pkg: docfacts, test: "TestAPersonsPointerIsKept",
			edits: []edit{{"tests/cmd/docfacts/ledger/suggest.go", `if e.Ignored != "" || len(e.Spec) > 0 {`, `if e.Ignored != "" {`}},
		},
		{
			name: "reader: pointers go by key", pkg: docfacts, test: "TestPointersStayWhereTheSpecGrows",
			edits: []edit{{"tests/cmd/docfacts/ledger/spec.go", "if found[i] = key; count[key] > 0 {", "if count[key] > 0 {"}},
		},
		{
			name: "reader: pages without a host are not compared blindly", pkg: docfacts, test: "TestComparePagesThatCannotBeCompared",
			edits: []edit{{"tests/cmd/docfacts/compare.go", "case len(blind) > 1 || len(older.unread)+len(newer.unread) > 0:", "case false:"}},
		},
		{
			name: "reader: codes of a sentence", pkg: docfacts, test: unknown,
			edits: []edit{{"tests/cmd/docfacts/extract/sentence.go", `d.spokenCodes(i, urls.ReplaceAllString(text, " "))`, "_ = i"}},
		},
		{
			name: "reader: hosts without a scheme", pkg: docfacts, test: unknown,
			edits: []edit{{"tests/cmd/docfacts/extract/tokens.go", "if likelyHost.MatchString(host) && !fileName.MatchString(host) {", "if false {"}},
		},
		{
			name: "reader: where a parameter goes", pkg: docfacts, test: unknown,
			edits: []edit{{"tests/cmd/docfacts/extract/tablefield.go", `if r.place != "" {`, "if false {"}},
		},
		{
			name: "reader: one segment beside a method", pkg: docfacts, test: unknown,
			edits: []edit{{"tests/cmd/docfacts/extract/url.go", "return onlyPath.MatchString(text) || pathLabel.MatchString(text) || len(verbsIn(text)) > 0", "return false"}},
		},
		{
			name: "reader: MHTML", pkg: docfacts, test: "TestPagesInOtherForms",
			edits: []edit{{"tests/cmd/docfacts/page/mhtml.go", `fields.Get("MIME-Version") == ""`, "true"}},
		},
		{
			name: "reader: pipes without outer ones", pkg: docfacts, test: "TestPagesInOtherForms",
			edits: []edit{{"tests/cmd/docfacts/page/markdown.go", "if n > 1 || outer && n > 0 {", "if outer && n > 0 {"}},
		},
		{
			name: "reader: Markdown's escapes", pkg: docfacts, test: "TestPagesInOtherForms",
			edits: []edit{{"tests/cmd/docfacts/page/markdown.go", `text = escape.ReplaceAllString(text, "$1")`, ""}},
		},
		{
			name: "reader: glued cells in English", pkg: docfacts, test: "TestTheEnglishTwinOfAPage",
			edits: []edit{{"tests/cmd/docfacts/extract/table.go", "r, ok = parseGlued(l.text)", ""}},
		},
	}
}

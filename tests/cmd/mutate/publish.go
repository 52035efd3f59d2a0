package main

// publishGuards hold what stands between a commit and its users: the changelog, and
// systems on which a rule cannot be kept.
func publishGuards() []guard {
	const release = "tests/cmd/release"
	return []guard{
		{
			name: "release: an old version declares no break", pkg: release, test: "TestABreakIsDeclaredInTheVersionToBeTagged",
			edits: []edit{{release + "/changelog.go", `if len(versions) == 0 || "v"+after[versions[0][2]:versions[0][3]] == base {`, `if len(versions) == 0 || base == "" {`}},
		},
		{
			name: "release: the version to be tagged declares one", pkg: release, test: "TestABreakIsDeclaredInTheVersionToBeTagged",
			edits: []edit{{release + "/changelog.go", "return body + after[versions[0][1]:end], nil", "return body + after[end:end], nil"}},
		},
		{
			name: "release: no entry without a version", pkg: release, test: "TestOnlyAVersionThatIsReadyHasNotes",
			edits: []edit{{release + "/changelog.go", `if strings.TrimSpace(body) != "" {`, `if body == "" {`}},
		},
		{
			name: "release: no version without a date", pkg: release, test: "TestOnlyAVersionThatIsReadyHasNotes",
			edits: []edit{{release + "/changelog.go", "if versions[0][4] < 0 {\n\t\treturn \"\", fmt", "if versions[0][4] < 0 {\n\t\treturn \"none\", nil\n\t}\n\tif versions[0][4] < -1 {\n\t\treturn \"\", fmt"}},
		},
		{
			name: "release: files are refused with a reason", pkg: "authhooks/filestore", test: "TestTheRefusalSaysWhyAndWhatToUse",
			edits: []edit{{"authhooks/filestore/unsupported.go", `if system == "windows" {`, `if system == "" {`}},
		},
	}
}

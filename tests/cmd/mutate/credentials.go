package main

// credentialGuards keep apart what is not one account, and keep out credentials
// that are not what they look like.
func credentialGuards() []guard {
	const suite = "tests/suite/conformance"
	const key, client, check = "authhooks/key.go", "authhooks/client_new.go", "authhooks/credentials.go"
	return []guard{
		{
			name: "key: the base URL's path", pkg: suite, test: "TestClientsThatDifferShareNothing",
			edits: []edit{{key, `originOf(u).String() + strings.TrimRight(u.EscapedPath(), "/")`, `strings.TrimSuffix(originOf(u).String(), "/")`}},
		},
		{
			name: "key: one base URL in any writing", pkg: suite, test: "TestClientsThatAreEqualShareOneToken",
			edits: []edit{{key, `return originOf(u).String() + strings.TrimRight(u.EscapedPath(), "/")`, "_, _ = u, strings.TrimRight\n\treturn raw"}},
		},
		{
			name: "key: parts are counted", pkg: core, test: "TestKeysThatDifferNameOtherRecords",
			edits: []edit{{key, "b = binary.BigEndian.AppendUint64(b, uint64(len(part)))", "_ = binary.BigEndian.AppendUint64(b, uint64(len(part)))"}},
		},
		{
			name: "key: a vendor's scope", pkg: suite, test: "TestClientsThatDifferShareNothing",
			edits: []edit{{"authhooks/client_account.go", ".WithScope(a.Scope...)", ""}},
		},
		{
			name: "key: a vendor's further secrets", pkg: suite, test: "TestClientsThatDifferShareNothing",
			edits: []edit{{"authhooks/client_account.go", "	key.further = a.Secrets\n", ""}},
		},
		{
			name: "scnet: a record for each organisation and region", pkg: suite, test: "TestSCNetRegionsAndOrganisationsOverOneStore",
			edits: []edit{{"clients/scnet/credentials.go", "Scope: []string{cr.OrgID, cr.ClusterID}, ", ""}},
		},
		{
			name: "seal: not with nothing", pkg: core, test: "TestAKeyWithoutASecretNeedsAStoreKey",
			edits: []edit{{"authhooks/source.go", "cfg.store != nil && k.secret.IsZero() && ", "false && "}},
		},
		{
			name: "seal: no record of an older format", pkg: core, test: "TestRecordsOfOthersDoNotOpen",
			edits: []edit{{"authhooks/internal/seal/seal.go", " || record[0] != Format {", " {"}},
		},
		{
			name: "credential: nothing that nobody sees, in Credentials", pkg: suite, test: "TestNewRefusesWhatNobodySees",
			edits: []edit{{"authhooks/credentials.go", "problem := textProblem(text)\n", "problem := textProblem(\"\")\n"}},
		},
		{
			name: "credential: nothing that nobody sees, in the environment", pkg: suite, test: "TestCredentialsFromEnvRefuseWhatNobodySees",
			edits: []edit{{"authhooks/credentials.go", "textProblem(values[i])", `textProblem("")`}},
		},
		{
			name: "credential: nothing that nobody sees, in New's secret", pkg: core, test: "TestCredentialsThatLookRightAndAreNot",
			edits: []edit{{"authhooks/client_new.go", "textProblem(secret.Reveal())", `textProblem("")`}},
		},
		{
			name: "credential: nothing that nobody sees, in New's id", pkg: core, test: "TestCredentialsThatLookRightAndAreNot",
			edits: []edit{{"authhooks/client_new.go", "textProblem(id)", `textProblem("")`}},
		},
		{
			name: "credential: nothing that nobody sees, in a further secret", pkg: core, test: "TestFurtherSecretsAndScopeAreSeen",
			edits: []edit{{"authhooks/client_new.go", "fileProblem(further.Reveal())", "fileProblem(further.Reveal()[:0])"}},
		},
		{
			name: "credential: nothing that nobody sees, in a scope", pkg: core, test: "TestFurtherSecretsAndScopeAreSeen",
			edits: []edit{{"authhooks/client_new.go", "textProblem(part)", "textProblem(part[:0])"}},
		},
		{
			name: "credential: a key file has lines", pkg: core, test: "TestFurtherSecretsAndScopeAreSeen",
			edits: []edit{{"authhooks/credentials.go", `.Replace(text)`, `.Replace("") + text`}},
		},
		{
			name: "message: a key file without its last line break", pkg: core, test: "TestAKeyFileIsStruckOutWithoutItsLastLineBreak",
			edits: []edit{{"authhooks/source_account.go", "strings.TrimSpace(s.Reveal())", "s.Reveal()"}},
		},
		{
			name: "credential: format characters are seen", pkg: suite, test: "TestNewRefusesWhatNobodySees",
			edits: []edit{{"authhooks/credentials.go", "unicode.Cc, unicode.Cf, unicode.Z,", "unicode.Cc, unicode.Z,"}},
		},
		{
			name: "credential: so are spaces of every width", pkg: suite, test: "TestNewRefusesWhatNobodySees",
			edits: []edit{{"authhooks/credentials.go", "unicode.Cc, unicode.Cf, unicode.Z,", "unicode.Cc, unicode.Cf,"}},
		},
		{
			name: "credential: so are fillers", pkg: core, test: "TestCredentialsThatLookRightAndAreNot",
			edits: []edit{{"authhooks/credentials.go", "unicode.Other_Default_Ignorable_Code_Point, ", ""}},
		},
		{
			name: "credential: no space at an edge", pkg: suite, test: "TestNewRefusesWhatNobodySees",
			edits: []edit{{"authhooks/credentials.go", `if strings.Trim(text, " ") != text {`, `if strings.Trim(text, " ") != text && text == "" {`}},
		},
		{
			name: "credential: UTF-8", pkg: core, test: "TestCredentialsThatLookRightAndAreNot",
			edits: []edit{{"authhooks/credentials.go", "if !utf8.ValidString(text) {\n\t\treturn \"is not", "if !utf8.ValidString(text) && text == \"\" {\n\t\treturn \"is not"}},
		},
	}
}

package main

// wayGuards hold the vendors' further ways to log in: API keys, and rows of one vendor that
// share variables.
func wayGuards() []guard {
	const (
		conformance = "tests/suite/conformance"
		accounts    = "tests/kit/accounts"
		demo        = "tests/cmd/demo"
		static      = "authhooks/source_static.go"
	)
	return []guard{
		{
			name: "API key: the refusal is remembered", pkg: conformance, test: "TestARefusedAPIKeyIsRememberedNotReplayed",
			edits: []edit{{static, "s.backoff = s.backoff.after(e, at.UnixNano(), false)", "s.backoff = backoff{}"}},
		},
		{
			name: "API key: many calls are one refusal", pkg: conformance, test: "TestManyCallsWithARefusedAPIKey",
			edits: []edit{{static, "!of.refusals.CompareAndSwap(began, began+1)", "of.refusals.Add(1) == began"}},
		},
		{
			name: "API key: one that is accepted again is as good as new", pkg: conformance, test: "TestWhatIsRememberedOfAnAPIKey",
			edits: []edit{{static, "s.backoff = backoff{}", "_ = s.backoff"}},
		},
		{
			name: "API key: wrong credentials on a business call", pkg: conformance, test: "TestEveryDocumentedCodeOnABusinessCall",
			edits: []edit{{"authhooks/response_classify.go", "c.vendor.Static && (e.tokenDead ||", "c.vendor.Static && (false ||"}},
		},
		{
			name: "API key: bearer alone, without the client id", pkg: conformance, test: "TestAnAPIKeyIsSentAsBearerAlone",
			edits: []edit{{"clients/zhihuiya/client.go", "Put: put, Static: true,", "Put: (&Client{}).put, Static: true,"}},
		},
		{
			name: "API key: an error calls it by its name", pkg: conformance, test: "TestNewRefusesWhatNobodySees",
			edits: []edit{{"authhooks/client_new.go", `what = "the API key "`, `what = "it "`}},
		},
		{
			name: "API key: an empty one names the variable", pkg: conformance, test: "TestNewReportsWrongArguments",
			edits: []edit{{"clients/zhihuiya/client.go", "if key.IsZero() {", "if false {"}},
		},
		{
			name: "rows: each reads its own fields alone", pkg: accounts, test: "TestARowReadsItsOwnFieldsAlone",
			edits: []edit{{accounts + "/package.go", "used.FieldByName(field).SetZero()", "_ = field"}},
		},
		{
			name: "demo: shared variables are the first row's", pkg: demo, test: "TestWhichRowsAreWanted",
			edits: []edit{{demo + "/live.go", " && !slices.ContainsFunc(v.Rows(), own)", ""}},
		},
		{
			name: "demo: a forgotten refusal is a wrong cell", pkg: demo, test: "TestEveryCellCanBeWrong",
			edits: []edit{{demo + "/checks.go", "case further != 0:", "case further < 0:"}},
		},
		{
			name: "demo: a replayed API key is a wrong cell", pkg: demo, test: "TestEveryCellCanBeWrong",
			edits: []edit{{demo + "/checks.go", "case sent != 1:\n\t\treturn nil, fmt.Errorf(\"the simulator saw %d business calls, not a refused", "case sent < 1:\n\t\treturn nil, fmt.Errorf(\"the simulator saw %d business calls, not a refused"}},
		},
		{
			name: "demo: the call has no other parameter than its own", pkg: demo, test: "TestPlacement",
			edits: []edit{{demo + "/placement.go", "if !slices.Equal(values, own[name]) {", "if len(values) > 0 && own[name] == nil {"}},
		},
		{
			name: "sandbox: an API key can be accepted again", pkg: "tests/cmd/sandbox", test: "TestTheDemoClientsRecover",
			edits: []edit{{"tests/cmd/sandbox/page.go", "if !s.Static {\n\t\ts.sim.RevokeAll()\n\t\treturn", "if true {\n\t\ts.sim.RevokeAll()\n\t\treturn"}},
		},
	}
}

package main

// codeGuards hold that a code is read as the call means it that it answers, and
// that a simulator looks at a credential when its vendor does.
func codeGuards() []guard {
	const simulator = "clients/hummingbird/hummingbirdtest"
	return []guard{
		{
			name: "codes: the row for the call comes first", pkg: core, test: "TestOneCodeMeansTwoThings",
			edits: []edit{{"authhooks/codetable.go", "if info, known := t[codeKey{code, call}]; known {", `if info, known := t[codeKey{code, call}]; known && code == "" {`}},
		},
		{
			name: "codes: then the row for any call", pkg: core, test: "TestOneCodeMeansTwoThings",
			edits: []edit{{"authhooks/codetable.go", "info, known := t[codeKey{code, CodeAnyCall}]", "info, known := t[codeKey{code, call}]"}},
		},
		{
			name: "codes: a renewal and a check are token calls", pkg: core, test: "TestOneCodeMeansTwoThings",
			edits: []edit{{"authhooks/response_classify.go", "	if r == roleBusiness {\n		return CodeBusinessCall", "	if r != roleLogin {\n		return CodeBusinessCall"}},
		},
		{
			name: "codes: a shared refusal is a token call's", pkg: core, test: "TestASharedRefusalIsATokenCalls",
			edits: []edit{{"authhooks/source_failure.go", "codes.lookup(e.Code, CodeTokenCall)", "codes.lookup(e.Code, CodeBusinessCall)"}},
		},
		{
			name: "codes: no two rows for one call", pkg: core, test: "TestNewRefusesAnAmbiguousTable",
			edits: []edit{{"authhooks/codetable.go", "table[key]; twice {", `table[key]; twice && key.code == "" {`}},
		},
		{
			name: "codes: no call that is none", pkg: core, test: "TestNewRefusesAnAmbiguousTable",
			edits: []edit{{"authhooks/codetable.go", "if info.Call > CodeBusinessCall {", "if info.Call > CodeBusinessCall+1 {"}},
		},
		{
			name: "generation: a row of the overlay without a code", pkg: "tests/cmd/gencodes", test: "TestCodesAndRowsThatDoNotFit",
			edits: []edit{{"tests/cmd/gencodes/code.go", "if !known[name] {", "if false {"}},
		},
		{
			name: "generation: one error for two codes", pkg: "tests/cmd/gencodes", test: "TestCodesAndRowsThatDoNotFit",
			edits: []edit{{"tests/cmd/gencodes/code.go", `case names[c.Err] != "":`, "case false:"}},
		},
		{
			name: "generation: a request's secret stays plain", pkg: "tests/cmd/gencodes", test: "TestSecretsOfAnswers",
			edits: []edit{{"tests/cmd/gencodes/overlay.go", "case answers[name]:", "case answers[name] || true:"}},
		},
		{
			name: "generation: what a row says before a sample", pkg: "tests/cmd/gencodes", test: "TestTextsOfCodes",
			edits: []edit{{"tests/cmd/gencodes/code.go", "if _, said := c.Texts[language]; !said {", "if true {"}},
		},
		{
			name: "simulators: a vendor's secret names are struck out", pkg: "authhooks/authtest", test: "TestExchangesHoldNoSecret",
			edits: []edit{{"authhooks/authtest/strike.go", "slices.Concat(secretFields, vendor)", "secretFields"}},
		},
		{
			name: "generation: a code without a row of the overlay", pkg: "tests/cmd/gencodes", test: "TestCodesAndRowsThatDoNotFit",
			edits: []edit{{"tests/cmd/gencodes/code.go", "if !goRow.is() {", "if false {"}},
		},
		{
			name: "simulator: a refused client is not told to continue", pkg: "authhooks/authtest", test: "TestOnlyTheAdmittedAreToldToContinue",
			edits: []edit{{"authhooks/authtest/handle.go", `return r.ContentLength < most && r.Header.Get("Expect") == ""`, "return r.ContentLength < most"}},
		},
		{
			name: "simulator: the token is looked at before the body", pkg: simulator, test: "TestATokenThatDiesWhileTheBodyIsSentIsAccepted",
			edits: []edit{{
				"clients/hummingbird/hummingbirdtest/product.go", "	var q productRequest\n	if !bind(r, &q) {\n		return businessFailure(r, codeBadRequest)\n	}\n	p := product{",
				"	var q productRequest\n	if refusal, refused := s.admit(r, authtest.OpBusiness); refused {\n		return refusal\n	}\n	if !bind(r, &q) {\n		return businessFailure(r, codeBadRequest)\n	}\n	p := product{",
			}},
		},
		{
			name: "simulator: only the first restart ends tokens", pkg: simulator, test: "TestOnlyTheFirstRestartEndsTokens",
			edits: []edit{{"clients/hummingbird/hummingbirdtest/server.go", "if !empty || !s.emptyKey {", "if !empty || empty {"}},
		},
		{
			name: "simulator: a wish for no language that it has is English", pkg: simulator, test: "TestTheLanguageIsNegotiated",
			edits: []edit{{"clients/hummingbird/hummingbirdtest/language.go", "chinese = false", "chinese = true"}},
		},
	}
}

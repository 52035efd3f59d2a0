package main

// pageGuards hold what the generator and the simulators make of the vendors' further
// pages: signed logins, the center call, API keys.
func pageGuards() []guard {
	const (
		gencodes = "tests/cmd/gencodes"
		docfacts = "tests/cmd/docfacts"
		scnet    = "clients/scnet/scnettest"
		zhihuiya = "clients/zhihuiya/zhihuiyatest"
		authtest = "authhooks/authtest"
	)
	return []guard{
		{
			name: "generation: a row has no variable that only another login reads", pkg: gencodes, test: "TestRowsOfLogins",
			edits: []edit{{gencodes + "/login.go", "if mine || !others {", "if mine || !others || true {"}},
		},
		{
			name: "generation: a signature needs the secret key", pkg: gencodes, test: "TestRowsOfLogins",
			edits: []edit{{gencodes + "/login.go", " || header == signature && strings.EqualFold(secretKey, field)", ""}},
		},
		{
			name: "generation: an API key has a row", pkg: gencodes, test: "TestRowsOfLogins",
			edits: []edit{{gencodes + "/login.go", "if p.takesAPIKey {", "if false {"}},
		},
		{
			name: "generation: an alternative scheme is not the token's place", pkg: gencodes, test: "TestAlternativeSchemes",
			edits: []edit{{gencodes + "/place.go", ` || scheme.at("x-alternative").is():`, ":"}},
		},
		{
			name: "generation: a scheme that gets a token is not business", pkg: gencodes, test: "TestBusinessOperations",
			edits: []edit{{gencodes + "/place.go", `used[scheme] || o.Token != ""`, "false"}},
		},
		{
			name: "generation: ServerURL is a fixed server", pkg: gencodes, test: "TestServers",
			edits: []edit{{gencodes + "/overlay.go", "strconv.Itoa(fixed[0])", "strconv.Itoa(0)"}},
		},
		{
			name: "generation: no code for a placeholder", pkg: gencodes, test: "TestServers",
			edits: []edit{{gencodes + "/overlay.go", "if !slices.Contains(fixed, i) {", "if slices.Contains(fixed, -1) {"}},
		},
		{
			name: "ledger: a further page's pointers are checked", pkg: docfacts, test: "TestFactsOfFurtherPages",
			edits: []edit{{docfacts + "/ledger/review.go", "faults = append(faults, s.reviewFacts(f.file+\": \", f.Facts)...)", "_ = f"}},
		},
		{
			name: "ledger: a further page says that it is not saved", pkg: docfacts, test: "TestFactsOfFurtherPages",
			edits: []edit{{docfacts + "/ledger/review.go", "if f.Page != NotSaved || ", "if "}},
		},
		{
			name: "contract: a business call that the file has", pkg: "tests/kit/contract", test: "TestBusinessCallsOfTheFile",
			edits: []edit{{"tests/kit/contract/contract.go", "is && e.Method == route.Method {", "is && e.Method == \"\" {"}},
		},
		{
			name: "simulator: a documented business call has its own name", pkg: authtest, test: "TestDocumentedBusinessCalls",
			edits: []edit{{authtest + "/request.go", "return []string{t.Op, OpBusiness}", "return []string{OpBusiness}"}},
		},
		{
			name: "simulator: a documented business call is a business call", pkg: authtest, test: "TestDocumentedBusinessCalls",
			edits: []edit{{authtest + "/request.go", "	if t.Business {\n		return OpBusiness", "	if false {\n		return OpBusiness"}},
		},
		{
			name: "simulator: the signature is checked", pkg: scnet, test: "TestSignaturesThatOpensslComputed",
			edits: []edit{{scnet + "/signed.go", "return hmac.Equal(", "return true || hmac.Equal("}},
		},
		{
			name: "simulator: JSON escapes a quote", pkg: scnet, test: "TestSignaturesThatOpensslComputed",
			edits: []edit{{scnet + "/signed.go", "`\"`, `\\\"`, ", ""}},
		},
		{
			name: "simulator: the window of a timestamp has two sides", pkg: scnet, test: "TestSignedLoginsThatAreRefused",
			edits: []edit{{scnet + "/signed.go", "time.Unix(at, 0)).Abs() >", "time.Unix(at, 0)) >"}},
		},
		{
			name: "simulator: each wrong part has its code", pkg: scnet, test: "TestSignedLoginsThatAreRefused",
			edits: []edit{{scnet + "/signed.go", "code := s.facts.keyRefusals[part]", "code := s.facts.keyRefusals[KeyUser]"}},
		},
		{
			name: "simulator: a secret key is not on record", pkg: scnet, test: "TestSecretKeysAreNotOnRecord",
			edits: []edit{{"authhooks/authtest/logins.go", "l.sim.Secret(secret.Reveal()).Reveal()", "secret.Reveal()"}},
		},
		{
			name: "simulator: a region's host takes its own tokens only", pkg: scnet, test: "TestRegionHost",
			edits: []edit{{scnet + "/center.go", "state == authtest.Live && grant.Subject != clusterID {", "state == authtest.Live && grant.Subject == platform {"}},
		},
		{
			name: "simulator: a withdrawn API key is refused", pkg: zhihuiya, test: "TestAPIKeyWithdrawn",
			edits: []edit{{zhihuiya + "/business.go", "case key == authtest.Live:", "case key == authtest.Live || token == s.APIKey().Reveal():"}},
		},
		{
			name: "simulator: an API key has no end", pkg: zhihuiya, test: "TestAPIKeyWithdrawn",
			edits: []edit{{zhihuiya + "/apikey.go", `kindAPIKey = "API key"`, "kindAPIKey = authtest.KindAccess"}},
		},
		{
			name: "decode: a text in place of a list", pkg: core, test: "TestUnmarshalReadsATextInPlaceOfAnObject",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "if textField(v.Type().Elem()) != nil {", "if false {"}},
		},
		{
			name: "decode: a text only where a field takes it", pkg: core, test: "TestUnmarshalReadsATextInPlaceOfAnObject",
			edits: []edit{{"authhooks/internal/strictjson/field.go", `m.field.Tag.Get("wire") == "text"`, `m.field.Type.Kind() == reflect.String`}},
		},
		{
			name: "wire: a boolean is no other text", pkg: "authhooks/wire", test: "TestBool",
			edits: []edit{{"authhooks/wire/bool.go", `if text != "true" && text != "false" {`, "if false {"}},
		},
	}
}

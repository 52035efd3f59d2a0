package main

// clientGuards are the vendors' own.
func clientGuards() []guard {
	const suite = "tests/suite/conformance"
	return []guard{
		{
			name: "hummingbird: the refresh token is escaped in the path", pkg: suite, test: "TestHummingbirdSendsWhatThePageSays",
			edits: []edit{{
				"gen/hummingbirdapi/client.gen.go",
				`pathParam0, err = runtime.StyleParamWithOptions("simple", false, "refreshToken", refreshToken, runtime.StyleParamOptions{ParamLocation: runtime.ParamLocationPath, Type: "string", Format: "password"})`,
				`pathParam0, err = refreshToken, error(nil)`,
			}},
		},
		{
			name: "hummingbird: no refresh token that is another path", pkg: suite, test: "TestHummingbirdSendsWhatThePageSays",
			edits: []edit{{"clients/hummingbird/client.go", `case "", ".", "..":`, `case "-":`}},
		},
		{
			name: "hummingbird: no success without its mark", pkg: suite, test: "TestHummingbirdTraps",
			edits: []edit{{"clients/hummingbird/client.go", `out.OK = a.Code == codeSuccess && a.Success`, `out.OK = a.Code == codeSuccess`}},
		},
		{
			name: "amsu: no fallback from the vendor's own refusal", pkg: suite, test: "TestEveryDocumentedCodeOnEveryOperation",
			edits: []edit{{"clients/amsu/parse.go", "case e.FromVendor() || ", "case "}},
		},
		{
			name: "amsu: no fallback where the refresh may have happened", pkg: suite, test: "TestAMSUTraps",
			edits: []edit{{"clients/amsu/parse.go", "return e.Status/100 == 4 && refused", "return e.Status != 0 || refused"}},
		},
		{
			name: "amsu: 405 to the PUT leads to the POST", pkg: suite, test: "TestAMSUTraps",
			edits: []edit{{"clients/amsu/parse.go", "case e.Status == http.StatusMethodNotAllowed || ", "case "}},
		},
		{
			name: "amsu: 501 to the PUT leads to the POST", pkg: suite, test: "TestAMSUTraps",
			edits: []edit{{"clients/amsu/parse.go", " || e.Status == http.StatusNotImplemented:", ":"}},
		},
		{
			name: "hummingbird: 10001 of a business call is not the login's", pkg: suite, test: "TestHummingbirdTraps",
			edits: []edit{{"clients/hummingbird/codes.gen.go", "Err: ErrSigningFailed, Call: authhooks.CodeTokenCall,", "Err: ErrSigningFailed,"}, {"clients/hummingbird/codes.gen.go", `Err: ErrUnspecified, Call: authhooks.CodeBusinessCall,`, `Err: ErrUnspecified, Call: authhooks.CodeTokenCall,`}},
		},
		{
			name: "hummingbird: a login's and a refresh's codes are no business call's", pkg: suite, test: "TestHummingbirdTraps",
			edits: []edit{{"clients/hummingbird/codes.gen.go", "Err: ErrRefreshMalformed, Call: authhooks.CodeTokenCall,", "Err: ErrRefreshMalformed,"}},
		},
		{
			name: "scnet: the bare token in its header", pkg: suite, test: "TestBusinessCallCarriesTheCredentialInTheVendorsPlace",
			edits: []edit{{"clients/scnet/page.gen.go", `authhooks.PutHeader("token")`, `authhooks.PutBearer`}},
		},
		{
			name: "scnet: no token but the region's", pkg: suite, test: "TestSCNetTraps",
			edits: []edit{{"clients/scnet/fetch.go", "t.ClusterID == want || ", `want != "" || `}},
		},
		{
			name: "zhihuiya: Bearer, not the type it is called", pkg: suite, test: "TestZhihuiyaTraps",
			edits: []edit{{
				"clients/zhihuiya/client.go",
				`authhooks.SetQuery(req, queryAPIKey, t.AccountID())`,
				`authhooks.SetQuery(req, queryAPIKey, t.AccountID()); req.Header.Set("Authorization", t.Type+" "+t.Access.Reveal())`,
			}},
		},
		{
			name: "zhihuiya: apikey set, not added", pkg: suite, test: "TestZhihuiyaTraps",
			edits: []edit{{"clients/zhihuiya/client.go", `authhooks.SetQuery(req, queryAPIKey, t.AccountID())`, `req.URL.RawQuery += "&apikey=" + t.AccountID()`}},
		},
		{
			name: "refresh: an outage is no reason to log in", pkg: suite, test: "TestHummingbirdTraps",
			edits: []edit{{"authhooks/client_refresh.go", "ctx.Err() != nil || ok && (e.Kind.transient() || e.Kind == KindPolicy) {", "ctx.Err() != nil && ok && e != nil {"}},
		},
		{
			name: "refresh: the old token stays where none is new", pkg: suite, test: "TestAMSUTraps",
			edits: []edit{{"authhooks/client_refresh.go", "t.Refresh, t.RefreshExpiresAt = old.Refresh, old.RefreshExpiresAt", "_ = old"}},
		},
	}
}

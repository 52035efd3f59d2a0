package main

// loginGuards are of SCNet's signed login, its regions, and what the core has for them.
func loginGuards() []guard {
	const (
		core   = "./authhooks"
		scnet  = "clients/scnet"
		suite  = "./tests/suite/conformance"
		signed = scnet + "/signedlogin.go"
		shared = scnet + "/account.go"
	)
	return []guard{
		{
			name: "signed login: escapes what JSON requires and no more", pkg: "./" + scnet, test: "TestSignature",
			edits: []edit{{signed, "jsonText.Replace(user)", "user"}},
		},
		{
			name: "signed login: made again by the vendor's time", pkg: suite, test: "TestSCNetLogsInByTheVendorsTime",
			edits: []edit{{signed, "if (skew - used).Abs() <= maxSkew {", "if true {"}},
		},
		{
			name: "signed login: the vendor's time is kept", pkg: suite, test: "TestSCNetLogsInByTheVendorsTime",
			edits: []edit{{signed, "c.account.skew.Store(int64(skew))", "_ = skew"}},
		},
		{
			name: "signed login: a proxy's Date says nothing", pkg: suite, test: "TestSCNetRepeatsNoOtherRefusal",
			edits: []edit{{signed, "case !known, !refused, !e.FromVendor() && e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden:", "case !known, !refused, e.Status == http.StatusForbidden:"}},
		},
		{
			name: "login URL: gets nothing but the login", pkg: core, test: "TestALoginURLIsForLoginsAlone",
			edits: []edit{{"authhooks/transport_token.go", "return d.tokens.call(req, login)", "_ = login; return d.tokens.call(req, d.tokens.client.Origins())"}},
		},
		{
			name: "login URL: part of the store's key", pkg: core, test: "TestALoginURLIsPartOfTheStoresKey",
			edits: []edit{{"authhooks/client_account.go", "key = key.WithScope(canonicalBase(c.login))", "_ = key"}},
		},
		{
			name: "an option is for its own vendor", pkg: core, test: "TestVendorOption",
			edits: []edit{{"authhooks/client_new.go", "return name != v.Name })", "return false && name != v.Name })"}},
		},
		{
			name: "origins at run time: all or none", pkg: core, test: "TestAllowOriginsIsAllOrNothing",
			edits: []edit{{"authhooks/client_origins.go", "			return err.with(func(e *Error) { e.Vendor, e.Op = c.vendor.Name, \"allowOrigins\" })", "			c.origins.CompareAndSwap(before, &after)\n			return err.with(func(e *Error) { e.Vendor, e.Op = c.vendor.Name, \"allowOrigins\" })"}, {"authhooks/client_origins.go", "			return Origins{}, err\n", "			return o, err\n"}},
		},
		{
			name: "regions: a login serves all", pkg: suite, test: "TestOneSCNetLoginServesAllRegions",
			edits: []edit{{shared, "a.supply(other, last)", "_ = other"}, {shared, "fresh := last.number > c.seen &&", "fresh := false &&"}},
		},
		{
			name: "regions: a login in flight serves who waits", pkg: suite, test: "TestSCNetRegionsLogInOneAtATime",
			edits: []edit{{shared, "if err != nil || !c.SupplyFor(cr, t) {", "if c.SupplyFor(cr, t); err != nil {"}},
		},
		{
			name: "regions: a refusal counts for all", pkg: suite, test: "TestARefusedSCNetLoginCountsForAllRegions",
			edits: []edit{{shared, "err != nil && last.refuses(c.Now())", "err != nil && false"}},
		},
		{
			name: "regions: the seed is its own region's", pkg: suite, test: "TestWhatASCNetRegionHas",
			edits: []edit{{scnet + "/region.go", "cr.Token, cr.ClusterID = authhooks.Secret{}, region", "cr.ClusterID = region"}},
		},
		{
			name: "center: only what is enabled", pkg: suite, test: "TestSCNetCenterForms",
			edits: []edit{{scnet + "/center.go", "if bool(entry.Enable) && c.mayAllow(entry.URL) {", "if c.mayAllow(entry.URL) {"}},
		},
		{
			name: "center: https, or all on this machine", pkg: suite, test: "TestSCNetCenterForms",
			edits: []edit{{scnet + "/center.go", "return secure || err == nil && there.LoopbackOnly() && here.LoopbackOnly()", "return secure || err == nil && (there.LoopbackOnly() || here.LoopbackOnly())"}},
		},
		{
			name: "supply: not the rejected token", pkg: core, test: "TestSupply",
			edits: []edit{{"authhooks/source_supply.go", " || t.Access.Equal(s.rejected) {", " {"}},
		},
		{
			name: "supply: written to the store", pkg: core, test: "TestSupply",
			edits: []edit{{"authhooks/source_supply.go", "	if of.shared != nil {", "	if false {"}},
		},
	}
}

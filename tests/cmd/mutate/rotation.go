package main

// rotationGuards hold that nothing of an account reaches the one that replaces it.
func rotationGuards() []guard {
	const (
		suite    = "tests/suite/conformance"
		account  = "authhooks/client_account.go"
		source   = "authhooks/source_account.go"
		fetch    = "authhooks/source_fetch.go"
		run      = "authhooks/source_run.go"
		simulate = "authhooks/authtest"
		regions  = "clients/scnet/region.go"
	)
	return []guard{
		{
			name: "rotation: equal credentials change nothing", pkg: suite, test: "TestEqualCredentialsKeepThePause",
			edits: []edit{{account, "if next.key.equal(old.key) {", "if false {"}},
		},
		{
			name: "rotation: wrong credentials change nothing", pkg: suite, test: "TestWrongCredentialsChangeNothing",
			edits: []edit{{account, "if e, ok := asError(tame(checked)); ok {", "if e, ok := asError(tame(checked)); ok && false {"}},
		},
		{
			name: "rotation: a cached error is forgotten", pkg: suite, test: "TestEqualCredentialsKeepThePause",
			edits: []edit{{source, "s.last, s.backoff, s.retried, s.breaker = payload{}, backoff{}, false,", "s.last, s.retried, s.breaker = payload{}, false,"}},
		},
		{
			name: "rotation: the old refresh token buys nothing", pkg: core, test: "TestTheNextFetchAfterSetAccountIsALogin",
			edits: []edit{{source, "s.last, s.backoff, s.retried, s.breaker = payload{}, backoff{}, false,", "s.backoff, s.retried, s.breaker = backoff{}, false,"}},
		},
		{
			name: "rotation: another scope ends the token", pkg: core, test: "TestTheNextFetchAfterSetAccountIsALogin",
			edits: []edit{{source, "	if drops {", "	if false {"}},
		},
		{
			name: "rotation: not after Close", pkg: suite, test: "TestCredentialsOfAnotherKind",
			edits: []edit{{account, "if c.source.isClosed() {", "if false {"}},
		},
		{
			name: "rotation: replaced secrets are forgotten in the end", pkg: core, test: "TestReplacedSecretsAreStruckOut",
			edits: []edit{{account, "	c.source.cfg.known.Retire(old.secrets()...)\n", ""}},
		},
		{
			name: "rotation: replaced secrets are struck out", pkg: core, test: "TestReplacedSecretsAreStruckOut",
			edits: []edit{{"authhooks/internal/redact/registry.go", "	r.put(&r.issued, secrets)\n}\n\n// Issued", "	r.current = nil\n}\n\n// Issued"}},
		},
		{
			name: "rotation: the old account's token is not cached", pkg: core, test: "TestAnEarlyFetchDuringSetAccount",
			edits: []edit{{fetch, "case f.run.account != s.account.Load():", "case false:"}},
		},
		{
			name: "rotation: who waits for a refused fetch gets the new account's token", pkg: core, test: "TestThoseWhoWaitDuringSetAccount",
			edits: []edit{{fetch, "useless := failed != nil || ", "useless := "}},
		},
		{
			name: "rotation: nobody gets a token of another scope", pkg: core, test: "TestThoseWhoWaitDuringSetAccount",
			edits: []edit{{fetch, "failed != nil || !slices.Equal(f.run.account.Scope, s.account.Load().Scope)", "failed != nil && !slices.Equal(nil, []int{0})"}},
		},
		{
			name: "rotation: a rejected caller waits on", pkg: core, test: "TestARejectionDuringSetAccount",
			edits: []edit{{fetch, "if useless && (f.needed || f.joined || f.reason != reasonEarly) {", "if useless && f.reason != reasonEarly {"}},
		},
		{
			name: "rotation: a deaf fetcher holds back nobody", pkg: core, test: "TestADeafFetcherDuringSetAccount",
			edits: []edit{{fetch, "r != nil && r.account == account {", "r != nil {"}},
		},
		{
			name: "rotation: a lookup is the old account's", pkg: core, test: "TestALookupDuringSetAccount",
			edits: []edit{{"authhooks/source_lookup.go", "found && f.account == s.account.Load() && c != nil", "found && c != nil"}},
		},
		{
			name: "rotation: a record is the old account's", pkg: core, test: "TestALoadDuringSetAccount",
			edits: []edit{{"authhooks/source_shared.go", "if f.account != s.account.Load() {", "if false {"}},
		},
		{
			name: "rotation: Close writes to no other record", pkg: core, test: "TestCloseDuringSetAccount",
			edits: []edit{{run, "	case r.account != s.account.Load():\n	case failed", "	case failed"}},
		},
		{
			name: "rotation: no old token after an outage of the store", pkg: core, test: "TestAStoreThatIsDownDuringSetAccount",
			edits: []edit{{"authhooks/source_cache.go", "if r.from != fromMemory || r.token.Access.Equal(s.last.token.Access) {", "if true {"}},
		},
		{
			name: "rotation: a store that is down stays so", pkg: core, test: "TestAStoreThatIsDownDuringSetAccount",
			edits: []edit{{"authhooks/source_shared.go", "f.inherit(before.recordStore)", "_ = before"}},
		},
		{
			name: "rotation: a supplied token is of its account", pkg: core, test: "TestSupplyForAReplacedAccount",
			edits: []edit{{account, "return a.Credentials == credentials && ", "return "}},
		},
		{
			name: "rotation: the id is that of the fetch", pkg: suite, test: "TestHandedOutBeforeARotation",
			edits: []edit{{fetch, "t.accountID = r.account.ID", "_ = r"}},
		},
		{
			name: "rotation: a refusal of the old API key counts nothing", pkg: core, test: "TestSetAccountOfAnAPIKey",
			edits: []edit{{"authhooks/source_static.go", "s.isClosed() || of != s.static.Load() || ", "s.isClosed() || "}},
		},
		{
			name: "rotation: an API key counts with the next call", pkg: core, test: "TestSetAccountOfAnAPIKey",
			edits: []edit{{source, "s.neverRenew(a)", "_ = a"}},
		},
		{
			name: "rotation: all Regions", pkg: suite, test: "TestSetCredentialsIsForAllRegions",
			edits: []edit{{regions, "	for _, other := range others {\n		region", "	for _, other := range others[:0] {\n		region"}},
		},
		{
			name: "rotation: a Region keeps its region", pkg: suite, test: "TestSetCredentialsOfRegionsIsAllOrNothing",
			edits: []edit{{regions, `if cr.ClusterID != "" && cr.ClusterID != own {`, "if false {"}},
		},
		{
			name: "rotation: Regions need a login", pkg: suite, test: "TestSetCredentialsOfRegionsIsAllOrNothing",
			edits: []edit{{regions, `checked = cr.of("").check()`, "_ = cr"}},
		},
		{
			name: "rotation: a token of the same login changes one Region", pkg: suite, test: "TestAnotherSCNetTokenOfTheSameLogin",
			edits: []edit{{regions, "if !cr.sameLogin(a.newest) {", "if true {"}},
		},
		{
			name: "simulators: a withdrawn secret is refused", pkg: suite, test: "TestEqualCredentialsKeepThePause",
			edits: []edit{{simulate + "/logins.go", "if list, known := l.secrets[id]; known {", "if list, known := l.secrets[id]; known && false {"}},
		},
		{
			name: "simulators: a path of the test's own needs a token", pkg: suite, test: "TestAPathOfTheTestsOwn",
			edits: []edit{{simulate + "/ownpath.go", "s.vendor.Authorize(r); refused {", "s.vendor.Authorize(r); refused && false {"}},
		},
	}
}

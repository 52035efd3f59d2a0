package main

// sourceGuards keep one fetch for all callers, whatever a caller, a fetcher or a clock does.
func sourceGuards() []guard {
	const source = "authhooks/source.go"
	const held = "authhooks/source_cache.go"
	const flight = "authhooks/source_fetch.go"
	return []guard{
		{
			name: "fetch: one for all who wait", pkg: core, test: "TestSourceFetchesOnceForManyCallers",
			edits: []edit{{source, "\tf := s.flight\n", "\tvar f *flight\n"}},
		},
		{
			name: "fetch: detached from its caller's ctx", pkg: core, test: "TestCallersLeaveAloneAndHarmNobody",
			edits: []edit{{flight, "parent := context.Background()", "parent := caller"}},
		},
		{
			name: "fetch: a caller leaves with its own ctx", pkg: core, test: "TestCallersLeaveAloneAndHarmNobody",
			edits: []edit{{source, "case <-ctx.Done():", "case <-context.Background().Done():"}},
		},
		{
			name: "fetch: bounded in time", pkg: core, test: "TestFetchIsBoundedByItsOwnTimeout",
			edits: []edit{
				{flight, "limit.within(parent)", "(&limitError{after: 1000 * limit.after}).within(parent)"},
				{"authhooks/source_run.go", "func() { s.abandon(r) }", "func() {}"},
			},
		},
		{
			name: "fetch: a panic is an error", pkg: core, test: "TestPanicIsAnErrorForAllAndTheNextCallWorks",
			edits: []edit{{flight, "if p := recover(); p != nil {", "if p := any(nil); p != nil {"}},
		},
		{
			name: "fetch: a goroutine that ends is an error", pkg: core, test: "TestPanicIsAnErrorForAllAndTheNextCallWorks",
			edits: []edit{{flight, "err := errPanicked // ", "var err error // "}},
		},
		{
			name: "fetch: no token that has expired already", pkg: core, test: "TestFetchersMistakesAreTyped",
			edits: []edit{{flight, "case !t.ValidAt(s.now()):", "case false:"}},
		},
		{
			name: "fetch: repeated only where that is safe", pkg: core, test: "TestRetriesOnlyWhereARepeatIsSafe",
			edits: []edit{{flight, " && (e.unsent || e.Kind == KindUnavailable)", ""}},
		},
		{
			name: "fetch: a useless answer's refresh token is kept", pkg: core, test: "TestAUselessAnswerKeepsItsRotatedRefreshToken",
			edits: []edit{{flight, "\ts.last.token.Refresh, s.last.token.RefreshExpiresAt = r.token.Refresh, r.token.RefreshExpiresAt\n", ""}},
		},
		{
			name: "refusal: remembered", pkg: core, test: "TestRefusalsAreRemembered",
			edits: []edit{{source, "case s.backoff.blocks(now):", "case false:"}},
		},
		{
			name: "refusal: longer each time", pkg: core, test: "TestPausesOfEveryKind",
			edits: []edit{{"authhooks/backoff.go", "next.n = b.n + 1", "next.n = b.n"}},
		},
		{
			name: "refusal: an outage lasts as long as asked", pkg: core, test: "TestPausesTheVendorAskedFor",
			edits: []edit{{"authhooks/backoff.go", "w > 0 && outage {", "w < 0 && outage {"}},
		},
		{
			name: "refusal: no header shortens it", pkg: core, test: "TestRetryAfterMakesNoLockoutOfARefusal",
			edits: []edit{{"authhooks/backoff.go", "\t\td = max(d, w)\n", "\t\td = w\n"}},
		},
		{
			name: "early: a token is renewed ahead of its end", pkg: core, test: "TestSourceFreshEarlyExpired",
			edits: []edit{{held, "c.refreshAt = s.cfg.window.opens(r.token, fetched, windowJitter*(2*rand.Float64()-1))", "c.refreshAt = c.expiresAt"}},
		},
		{
			name: "early: not all in the same second", pkg: core, test: "TestTheEarlyWindowIsScaledAndJittered",
			edits: []edit{{held, "windowJitter*(2*rand.Float64()-1))", "0*rand.Float64())"}},
		},
		{
			name: "early: a failure is paced", pkg: core, test: "TestAFailingEarlyFetchIsPaced",
			edits: []edit{{source, " || s.flight != nil || s.backoff.active(now) {", " || s.flight != nil {"}},
		},
		{
			name: "early: one fetch", pkg: core, test: "TestForegroundRefresh",
			edits: []edit{{source, " || s.flight != nil || s.backoff.active(now) {", " || s.backoff.active(now) {"}},
		},
		{
			name: "clock: set back, it ends what it dated", pkg: core, test: "TestAClockSetBackEndsWhatItDated",
			edits: []edit{{held, "c.storedAt-clockSlack <= now && now < c.expiresAt", "now < c.expiresAt"}},
		},
		{
			name: "clock: set back, it ends a pause", pkg: core, test: "TestAClockSetBackEndsWhatItDated",
			edits: []edit{{"authhooks/backoff.go", "return c.from <= now && now < c.until", "return now < c.until"}},
		},
		{
			name: "clock: a sleep counts", pkg: core, test: "TestAfterASleepTheDeadTokenIsNotServed",
			edits: []edit{{"authhooks/clock.go", "return t.Round(0)", "return t"}},
		},
		{
			name: "close: a fetch under way is cancelled", pkg: core, test: "TestCloseStopsAndWaits",
			edits: []edit{{"authhooks/source_close.go", "\t\t\tr.end()\n", ""}},
		},
		{
			name: "close: waits for the fetch's goroutine", pkg: core, test: "TestCloseWaitsForADeafFetcher",
			edits: []edit{{"authhooks/source_close.go", "\ts.flights.Wait()\n", ""}},
		},
		{
			name: "close: nothing is fetched afterwards", pkg: core, test: "TestCloseStopsAndWaits",
			edits: []edit{{source, "\tif s.isClosed() {\n\t\treturn nil, Token{}", "\tif false {\n\t\treturn nil, Token{}"}},
		},
		{
			name: "close: a late token is not kept", pkg: core, test: "TestCloseWaitsForADeafFetcher",
			edits: []edit{{flight, "case s.isClosed():", "case false:"}},
		},
		{
			name: "close: no token call afterwards", pkg: core, test: "TestTypedCallsEndWithTheClient",
			edits: []edit{{"authhooks/transport_token.go", "if g.client.source.isClosed() {\n\t\tcloseBody(req)", "if false {\n\t\tcloseBody(req)"}},
		},
		{
			name: "close: idle connections are dropped", pkg: core, test: "TestCloseLeavesNoConnectionAndNoGoroutine",
			edits: []edit{{"authhooks/client.go", "\tc.retire()\n", ""}},
		},
	}
}

package main

// lifecycleGuards keep what cannot be undone, bound what is not ours, and believe no
// other clock.
func lifecycleGuards() []guard {
	const source, run, flight = "authhooks/source.go", "authhooks/source_run.go", "authhooks/source_fetch.go"
	const fleet, health, call, closing = "authhooks/source_shared.go", "authhooks/store_health.go", "authhooks/store_call.go", "authhooks/source_close.go"
	const pause, refusal, notifier = "authhooks/backoff.go", "authhooks/store_failure.go", "authhooks/source_notifier.go"
	return []guard{
		{
			name: "newest: memory beats an older record", pkg: core, test: "TestAnOlderRecordNeverOverrulesMemory",
			edits: []edit{{"authhooks/source_shared.go", "if s.last.order > r.order {", "if false {"}},
		},
		{
			name: "newest: a renewal comes after what it began with", pkg: core, test: "TestARenewalIsNewerThanWhatItBeganWith",
			edits: []edit{{"authhooks/source_shared.go", "order := max(now.UnixMilli(), newest.order+1)", "order := now.UnixMilli()"}},
		},
		{
			name: "newest: memory's, after an outage, for a doubt too", pkg: core, test: "TestMemoryCountsAfterAnOutageOfTheStore",
			edits: []edit{{"authhooks/source_shared.go", "old = newest.token", "old = r.token"}},
		},
		{
			name: "newest: a refresh token beside an error", pkg: core, test: "TestARefreshTokenBesideAnErrorIsKept",
			edits: []edit{{flight, "return Token{Refresh: t.Refresh, RefreshExpiresAt: t.RefreshExpiresAt}, err", "return Token{}, err"}},
		},
		{
			name: "newest: a retry begins with it", pkg: core, test: "TestARefreshTokenBesideAnErrorIsKept",
			edits: []edit{{run, "old.Refresh, old.RefreshExpiresAt = t.Refresh, t.RefreshExpiresAt", "_ = t"}},
		},
		{
			name: "record: outlives its access token", pkg: core, test: "TestARecordOutlivesItsAccessToken",
			edits: []edit{{"authhooks/store_access.go", "left = max(t.RefreshExpiresAt.Sub(now), t.ExpiresAt.Sub(now))", "left = t.RefreshExpiresAt.Sub(now)"}},
		},
		{
			name: "publish: outlives the cancel", pkg: core, test: "TestCloseDoesNotLoseAnAnswer",
			edits: []edit{{"authhooks/source_publish.go", "theirs, newer, err := f.sealAndSwap(context.WithoutCancel(ctx), sealer, version, mine)", "theirs, newer, err := f.sealAndSwap(ctx, sealer, version, mine)"}},
		},
		{
			name: "close: a sent renewal is not cancelled", pkg: core, test: "TestCloseLetsASentRenewalEnd",
			edits: []edit{{run, "if !r.renewing || !r.sent {", "if true {"}},
		},
		{
			name: "close: what is not sent is cancelled", pkg: core, test: "TestCloseCancelsARenewalThatIsNotSent",
			edits: []edit{{run, "GetConn: func(string) { r.setSent(false) },", ""}},
		},
		{
			name: "close: a login is cancelled", pkg: core, test: "TestCloseLetsASentRenewalEnd",
			edits: []edit{{run, "if !r.renewing || !r.sent {", "if !r.sent {"}},
		},
		{
			name: "close: hands over what the store does not have", pkg: core, test: "TestCloseHandsOverWhatTheStoreDoesNotHave",
			edits: []edit{{closing, "\t\tshared.handOver(last)\n", ""}},
		},
		{
			name: "close: never over a newer record", pkg: core, test: "TestCloseHandsOverWhatTheStoreDoesNotHave",
			edits: []edit{{"authhooks/source_publish.go", "if err != nil || r.order >= last.order {", "if _ = r; err != nil {"}, {"authhooks/source_publish.go", "\t\tcase theirs.order >= r.order:\n", "\t\tcase theirs.order < 0:\n"}},
		},
		{
			name: "close: bounded", pkg: core, test: "TestCloseIsBounded",
			edits: []edit{{closing, "case <-timer.C:\n\t\tif r", "case <-make(chan struct{}):\n\t\tif r"}},
		},
		{
			name: "store: a call that hangs is left", pkg: core, test: "TestAStoreThatHangsIsDoneWithout",
			edits: []edit{{call, "timer := time.NewTimer(storeTimeout + grace)", "timer := time.NewTimer(1000 * time.Hour)"}},
		},
		{
			name: "store: down while a call hangs", pkg: core, test: "TestAStoreThatHangsIsDoneWithout",
			edits: []edit{{health, "return f.stuck.Load() > 0 || f.downFor.active(now)", "return f.downFor.active(now)"}},
		},
		{
			name: "store: a late lock is given back", pkg: core, test: "TestAStoreThatHangsIsDoneWithout",
			edits: []edit{{call, "if a.err == nil && late != nil {", "if false {"}},
		},
		{
			name: "store: only a write shows that writing works", pkg: core, test: "TestAStoreThatCannotBeWrittenFails",
			edits: []edit{{health, "if before == nil || f.writeFailed && !written {", "if before == nil {"}},
		},
		{
			name: "store: looked at when its pause ends", pkg: core, test: "TestADownStoreIsNotLookedAtByEveryCall",
			edits: []edit{{"authhooks/source_cache.go", "\t\t\tc.refreshAt = again\n", ""}},
		},
		{
			name: "fetcher: one that hangs is not called again", pkg: core, test: "TestAFetcherThatHangsIsCalledOnce",
			edits: []edit{{flight, "r != nil && r.account == account {", "r != nil && false {"}},
		},
		{
			name: "fetcher: a late token is used", pkg: core, test: "TestAFetcherThatHangsIsCalledOnce",
			edits: []edit{{run, "\t\ts.storeLocked(res, 0, now)\n", ""}},
		},
		{
			name: "observer: one that hangs is not waited for", pkg: core, test: "TestWhoIsToldMayHang",
			edits: []edit{{notifier, "timer := time.NewTimer(most)", "timer := time.NewTimer(1000 * most)"}},
		},
		{
			name: "observer: waited for once", pkg: core, test: "TestWhoIsToldMayHang",
			edits: []edit{{notifier, "n.late = true", "_ = n.late"}},
		},
		{
			name: "observer: bounded", pkg: core, test: "TestWhoIsToldMayHang",
			edits: []edit{{notifier, "if len(n.queue) > maxNotices {", "if false {"}},
		},
		{
			name: "observer: a panic is contained", pkg: core, test: "TestWhoIsToldMayPanic",
			edits: []edit{{notifier, "p := recover()", "p := any(nil)"}},
		},
		{
			name: "observer: may close", pkg: core, test: "TestAnObserverMayClose",
			edits: []edit{{notifier, "\tcase <-closing:\n", ""}, {notifier, "noticeWait = time.Second", "noticeWait = time.Hour"}},
		},
		{
			name: "lock: no clock under it", pkg: core, test: "TestUserCodeRunsUnderNoLock",
			edits: []edit{{"authhooks/source_reject.go", "\tat := s.now()\n\ts.mu.Lock()\n", "\ts.mu.Lock()\n\tat := s.cfg.clock()\n"}},
		},
		{
			name: "ctx: nil is none", pkg: core, test: "TestUserCodeRunsUnderNoLock",
			edits: []edit{{source, "if ctx == nil {", "if false {"}},
		},
		{
			name: "timeout: no overflow", pkg: core, test: "TestAVeryLongTimeout",
			edits: []edit{{"authhooks/option.go", "min(d, maxTimeout)", "d"}},
		},
		{
			name: "pause: a stranger's wish is short", pkg: core, test: "TestPausesTheVendorAskedFor",
			edits: []edit{{pause, "min(e.RetryAfter, maxForeignWish)", "min(e.RetryAfter, maxWish)"}},
		},
		{
			name: "pause: a vendor's wish is bounded", pkg: core, test: "TestPausesTheVendorAskedFor",
			edits: []edit{{pause, "return min(e.RetryAfter, maxWish)", "return e.RetryAfter"}},
		},
		{
			name: "pause: a vendor that is back is found soon", pkg: core, test: "TestAVendorThatIsBackIsFoundSoon",
			edits: []edit{{pause, "2 * time.Second, 4 * time.Second, 5 * time.Second}", "2 * time.Second, 4 * time.Second, 30 * time.Second}"}},
		},
		{
			name: "pause: a panic after a refusal", pkg: core, test: "TestAPanicAfterARefusalIsPaused",
			edits: []edit{{flight, " && !f.run.asked.Load()", ""}, {flight, "if harmless && s.backoff.n == 0 {", "if harmless {"}},
		},
		{
			name: "pause: an early failure is nobody's who waits", pkg: core, test: "TestADeadEarlyFetchIsNobodysFailure",
			edits: []edit{{flight, "if c := s.current.Load(); f.needed && f.reason", "if c := s.current.Load(); false && f.reason"}},
		},
		{
			name: "retry: asks the vendor", pkg: core, test: "TestRetryAsksTheVendorAgain",
			edits: []edit{{source, "s.backoff, s.retried = backoff{}, true", "s.retried = true"}},
		},
		{
			name: "retry: the store's failure too", pkg: core, test: "TestRetryAsksTheVendorAgain",
			edits: []edit{{source, "s.backoff, s.retried = backoff{}, true", "s.backoff = backoff{}"}},
		},
		{
			name: "retry: for one fetch", pkg: core, test: "TestRetryAsksTheVendorAgain",
			edits: []edit{{flight, "f.run, s.retried = s.run, false", "f.run = s.run"}},
		},
		{
			name: "refusal: with a status it is shared", pkg: core, test: "TestABareRefusalIsKnownToAll",
			edits: []edit{{refusal, "|| !e.FromVendor() && e.Status == 0 {", "|| !e.FromVendor() {"}},
		},
		{
			name: "refusal: another clock does not lengthen it", pkg: core, test: "TestAWrongClockDatesNoRefusal",
			edits: []edit{{"authhooks/source_failure.go", "\t\tat = now\n", "\t\t_ = at\n"}},
		},
		{
			name: "date: a time zone is no clock", pkg: core, test: "TestATimeZoneIsNoClockSkew",
			edits: []edit{{"authhooks/response_receipt.go", "r.ahead, r.zone = d, isZone(d)", "r.ahead = d"}},
		},
		{
			name: "date: an absurd correction is dropped", pkg: core, test: "TestACorrectionThatCannotBeIsDropped",
			edits: []edit{{"authhooks/response_receipt.go", "[]time.Time{likely, other}", "[]time.Time{likely}"}},
		},
		{
			name: "replay: what the renewal brought, or nothing", pkg: core, test: "TestACallIsNeverReplayedWithTheRefusedToken",
			edits: []edit{{"authhooks/transport_replay.go", "if r.flight != nil { // the token", "if false { // the token"}},
		},
		{
			name: "streams: a good answer settles", pkg: core, test: "TestStreamsNoticeDeadTokens",
			edits: []edit{{"authhooks/transport_replay.go", "\t\tb.source.settleStream(req, b.token)\n", ""}},
		},
		{
			name: "streams: another door shows nothing", pkg: core, test: "TestAForbiddenStreamAmongGoodCallsIsPaced",
			edits: []edit{{"authhooks/transport_replay.go", "if waiting.endpoint == endpoint(req) {", "if true {"}},
		},
		{
			name: "refusal: one of the future is dated anew", pkg: core, test: "TestARefusalOfTheFutureIsRedated",
			edits: []edit{{"authhooks/source_failure.go", "mine.At, mine.Until = now.UnixMilli(), now.Add(left).UnixMilli()", "_ = left"}},
		},
		{
			name: "refusal: an early one binds nobody without a token", pkg: core, test: "TestAnEarlyFailureInTheStoreBindsNobodyWithoutAToken",
			edits: []edit{{"authhooks/source_failure.go", " || r.failure.Early && r.failure.Wish == 0 && why == reasonInitial {", " {"}},
		},
		{
			name: "refusal: a late one counts", pkg: core, test: "TestALateRefusalIsRemembered",
			edits: []edit{{run, "if _, outage := stepsOf(failed); !outage {", "if false {"}},
		},
		{
			name: "fetcher: what is late is told of", pkg: core, test: "TestALateTokenIsToldOf",
			edits: []edit{{run, "\ts.report(r, reasonInitial, res, failed, now, now.Sub(r.began))\n", ""}},
		},
		{
			name: "fetch: the vendor's word outlives the pause", pkg: core, test: "TestTheVendorsWordOutlivesThePause",
			edits: []edit{{run, "case <-ctx.Done():\n\t\t\treturn t, err\n", "case <-ctx.Done():\n"}},
		},
		{
			name: "error: no nil pointer", pkg: core, test: "TestStrangeErrorsEndNoProcess",
			edits: []edit{{"authhooks/error_cause.go", "v.Kind() == reflect.Pointer && v.IsNil()", "v.Kind() == reflect.Pointer && false"}},
		},
		{
			name: "error: of a Put, by Editor", pkg: core, test: "TestStrangeErrorsEndNoProcess",
			edits: []edit{{"authhooks/inject.go", "err := tame(Inject(c.Origins(), c.source, c.vendor.Put)(ctx, req))", "err := Inject(c.Origins(), c.source, c.vendor.Put)(ctx, req)"}},
		},
		{
			name: "error: of a refresh", pkg: core, test: "TestALoginFollowsARefreshThatFailsStrangely",
			edits: []edit{{"authhooks/client_refresh.go", "asError(tame(err)); ctx.Err()", "asError(err); ctx.Err()"}},
		},
		{
			name: "error: methods that panic", pkg: core, test: "TestStrangeErrorsEndNoProcess",
			edits: []edit{{flight, "\terr = tame(err)\n", ""}},
		},
		{
			name: "store: a late release is bounded", pkg: core, test: "TestALateLockIsGivenBackWithinBounds",
			edits: []edit{{"authhooks/store_access.go", "context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)", "context.WithCancel(context.WithoutCancel(ctx))"}},
		},
		{
			name: "store: no lock is a failure", pkg: core, test: "TestALockThatIsNoneIsAFailure",
			edits: []edit{{"authhooks/store_access.go", "if err == nil && release == nil {", "if false {"}},
		},
		{
			name: "close: hands over what it waited for", pkg: core, test: "TestCloseHandsOverWhatItWaitedFor",
			edits: []edit{{closing, "\t\tshared.handOver(late)\n", ""}},
		},
		{
			name: "close: bounded in all", pkg: core, test: "TestCloseIsBoundedInAll",
			edits: []edit{{closing, "s.notices.flush(end.Sub(systemNow()))", "s.notices.flush(end.Sub(systemNow()) + time.Hour)"}},
		},
		{
			name: "retry: counts for a fetch under way", pkg: core, test: "TestRetryDuringAFetch",
			edits: []edit{{flight, "if f.retry != s.retryCalls {", "if false {"}},
		},
		{
			name: "retry: outlives a lost connection", pkg: core, test: "TestRetryOutlivesALostConnection",
			edits: []edit{{fleet, "\t\t\tf.forgotten = r.failure.At\n", ""}},
		},
		{
			name: "header: no other spelling beside ours", pkg: core, test: "TestNoSpellingOfAHeaderGoesOutBesideOurs",
			edits: []edit{{"authhooks/inject.go", "\t\t\tdelete(req.Header, key)\n", ""}},
		},
	}
}

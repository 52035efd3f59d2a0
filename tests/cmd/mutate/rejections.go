package main

// rejectionGuards decide what a business call's refusal costs: one token, one replay.
func rejectionGuards() []guard {
	const reject = "authhooks/source_reject.go"
	const breaker = "authhooks/source_breaker.go"
	const transport = "authhooks/transport.go"
	const replay = "authhooks/transport_replay.go"
	const flight = "authhooks/source_fetch.go"
	return []guard{
		{
			name: "invalidate: compares first", pkg: core, test: "TestInvalidateComparesFirst",
			edits: []edit{{reject, "!c.token.Access.Equal(rejected.Access) || ", ""}},
		},
		{
			name: "invalidate: the same bytes again are believed", pkg: core, test: "TestSameBytesAgainAreBelieved",
			edits: []edit{{reject, " || c.unchanged.active(now)", ""}},
		},
		{
			name: "renewals: paced", pkg: core, test: "TestStreamsToAForbiddenDoorDoNotRenewForEver",
			edits: []edit{{breaker, "return b.open.active(now)", "return false"}},
		},
		{
			name: "renewals: paced, until one is confirmed", pkg: core, test: "TestAConfirmedRenewalIsNotPaced",
			edits: []edit{{replay, "b.source.settle(helped, b.token)", "_ = b"}},
		},
		{
			name: "renewals: a bystander confirms nothing", pkg: core, test: "TestABystanderConfirmsNothing",
			edits: []edit{{replay, "case b.renewed && accepted:", "case accepted:"}},
		},
		{
			name: "renewals: another process's token confirms nothing", pkg: core, test: "TestTwoProcessesWithAForbiddenDoor",
			edits: []edit{{reject, "c == nil || c.adopted || ", "c == nil || "}},
		},
		{
			name: "renewals: only a success confirms", pkg: core, test: "TestOnlyASuccessConfirmsARenewal",
			edits: []edit{{replay, "case b.renewed && accepted:", "case b.renewed:"}},
		},
		{
			name: "streams: an outage settles nothing", pkg: core, test: "TestAnOutageSettlesNoStream",
			edits: []edit{{replay, "\tcase accepted:\n", "\tcase accepted || true:\n"}},
		},
		{
			name: "renewals: an answer that was cut off is no success", pkg: core, test: "TestOnlyASuccessConfirmsARenewal",
			edits: []edit{{"authhooks/response.go", "if !isVerdict(unread) {", "if !isVerdict(unread) && false {"}},
		},
		{
			name: "renewals: an ambiguous refusal drops no token", pkg: core, test: "TestAnAmbiguousRejectionIsNobodyElsesTrouble",
			edits: []edit{{reject, "if drops = !ambiguous; ambiguous {", "if drops = true; ambiguous {"}},
		},
		{
			name: "renewals: an ambiguous refusal waits out the pause", pkg: core, test: "TestAnAmbiguousRejectionWaitsUntilTheVendorMayBeAsked",
			edits: []edit{{reject, "case ambiguous && s.backoff.active(now):", "case false:"}},
		},
		{
			name: "replay: only once", pkg: core, test: "TestSecondRefusalIsBelieved",
			edits: []edit{{reject, "case previous > 0 && c.requestedAt >= previous:", "case previous > 0:\n\t\treturn renew\n\tcase false:"}},
		},
		{
			name: "replay: a slow refusal is believed too", pkg: core, test: "TestASlowForbiddenDoorCostsOneTokenACall",
			edits: []edit{{reject, "case previous > 0 && c.requestedAt >= previous:", "case false:"}},
		},
		{
			name: "replay: bounded", pkg: core, test: "TestACallIsReplayedTwiceAtMost",
			edits: []edit{{replay, "replays == maxReplays", "false"}},
		},
		{
			name: "replay: again with a token asked for after the rejection", pkg: core, test: "TestARenewalThatARejectionOvertakesIsNoVerdict",
			edits: []edit{{replay, "const maxReplays = 2", "const maxReplays = 1"}},
		},
		{
			name: "renewals: one that a rejection overtook is no verdict", pkg: core, test: "TestARenewalThatARejectionOvertakesIsNoVerdict",
			edits: []edit{{flight, "requestedAt: s.rejections", "requestedAt: 1 << 60"}},
		},
		{
			name: "renewals: those that have no verdict are taken back", pkg: core, test: "TestAnAdoptedTokenIsNoVerdict",
			edits: []edit{{breaker, "if b.trips > 0 && requestedAt < b.last {", "if false {"}},
		},
		{
			name: "renewals: an adopted token is no verdict", pkg: core, test: "TestAnAdoptedTokenIsNoVerdict",
			edits: []edit{{"authhooks/source_cache.go", "\t\trequestedAt = 0\n", ""}},
		},
		{
			name: "renewals: a kept token was not asked for anew", pkg: core, test: "TestAKeptTokenWasNotAskedForAnew",
			edits: []edit{{flight, "s.storeLocked(r, c.requestedAt, now)", "s.storeLocked(r, f.requestedAt, now)"}},
		},
		{
			name: "renewals: a refused renewal is no verdict", pkg: core, test: "TestARefusedRenewalDoesNotFreezeTheNextToken",
			edits: []edit{{replay, "o := noToken", "o := unknown + 1\n\t\t_ = noToken\n\t\tif true {\n\t\t\treturn next, how, err\n\t\t}"}},
		},
		{
			name: "doubt: a fetch under way is waited for", pkg: core, test: "TestAFetchUnderWayIsWaitedForInDoubtToo",
			edits: []edit{{"authhooks/source_lookup.go", "return rejected, s.flight", "return rejected, nil"}},
		},
		{
			name: "doubt: the store is looked at", pkg: core, test: "TestWhatARivalFetchedIsLookedForInDoubt",
			edits: []edit{{"authhooks/source_lookup.go", "if s.flight == nil && lookup && s.account.Load().shared != nil && !s.isClosed() {", "if false {"}},
		},
		{
			name: "doubt: the store is not asked for every refusal", pkg: core, test: "TestAStoreIsNotAskedForEveryRefusal",
			edits: []edit{{"authhooks/source_lookup.go", " || o.ambiguous && l.recent.active(now)", ""}},
		},
		{
			name: "doubt: a rival in the middle of a fetch is waited for", pkg: core, test: "TestARivalInTheMiddleOfAFetchIsWaitedFor",
			edits: []edit{{"authhooks/source_lookup.go", "if found || err != nil || !wait || !ok {", "if true || ok {"}},
		},
		{
			name: "doubt: a store that does not answer is left alone", pkg: core, test: "TestAStoreThatDoesNotAnswerIsLookedAtOnce",
			edits: []edit{{"authhooks/source_lookup.go", " || l.down.active(now)", ""}},
		},
		{
			name: "doubt: a late look overwrites nothing", pkg: core, test: "TestALateLookOverwritesNothing",
			edits: []edit{{"authhooks/source_lookup.go", "c.token.Access.Equal(rejected.Access) && ", ""}},
		},
		{
			name: "doubt: a look brings nothing old back", pkg: core, test: "TestALookBringsNothingOldBack",
			edits: []edit{{"authhooks/source_lookup.go", " && r.order > s.last.order; found", "; found"}},
		},
		{
			name: "doubt: a lock of the dead is not waited for", pkg: core, test: "TestARefusedCallDoesNotWaitForALockOfTheDead",
			edits: []edit{{"authhooks/source_lookup.go", "sealer.Name, maxLockWait)", "sealer.Name, time.Hour)"}},
		},
		{
			name: "doubt: who leaves has the vendor's answer", pkg: core, test: "TestARefusedCallDoesNotWaitForALockOfTheDead",
			edits: []edit{{replay, "case ctx.Err() != nil && r.decision == renew:", "case ctx.Err() != nil && (r.decision == renew || true):"}},
		},
		{
			name: "doubt: a good call waits for its look", pkg: core, test: "TestWhatARivalFetchedIsLookedForInDoubt",
			edits: []edit{{"authhooks/source_lookup.go", "o.ambiguous && l.recent.active(now)", "l.recent.active(now)"}},
		},
		{
			name: "renewals: an ambiguous refusal under way drops no token", pkg: core, test: "TestWhatIsDroppedWhileAFetchIsInFlight",
			edits: []edit{{reject, "s.flight.joined, drops = true, !ambiguous", "s.flight.joined, drops = true, true"}},
		},
		{
			name: "renewals: the vendor is asked though the store is down", pkg: core, test: "TestAnAmbiguousRejectionRenewsWithoutTheStore",
			edits: []edit{{"authhooks/source_shared.go", "why == reasonEarly && c != nil", "why != reasonInitial && c != nil"}},
		},
		{
			name: "renewals: a flight that only published asked nobody", pkg: core, test: "TestAFlightThatOnlyPublishesIsFollowedByOneThatAsks",
			edits: []edit{{flight, "case f.joined && c == nil:", "case false:"}, {flight, "case f.joined:", "case false:"}},
		},
		{
			name: "doubt: nothing is dropped while a fetch is under way", pkg: core, test: "TestADoubtedRejectionDropsNothingWhileOneIsUnderWay",
			edits: []edit{{reject, "\t\tif !s.breaker.open.active(now) {\n", "\t\tif true {\n"}},
		},
		{
			name: "replay: no body that was a stream", pkg: core, test: "TestClientInjectsRenewsAndReplays",
			edits: []edit{
				{replay, " || req.GetBody != nil", " || true"},
				{replay, "return req.GetBody()", "return req.Body, nil"},
			},
		},
		{
			name: "replay: the whole body", pkg: core, test: "TestEveryRequestBodyIsClosed",
			edits: []edit{{replay, "return req.GetBody()", "return req.Body, nil"}},
		},
		{
			name: "renewals: a caller that leaves says nothing", pkg: core, test: "TestACallerThatLeavesInMidReplayFreezesNothing",
			edits: []edit{{breaker, "case o == unknown && b.forgiven >= maxForgiven:", "case o == unknown:\n\t\treturn\n\tcase false:"}},
		},
		{
			name: "renewals: callers that leave are paced in the end", pkg: core, test: "TestACallerThatLeavesInMidReplayFreezesNothing",
			edits: []edit{{breaker, "case o == unknown && b.forgiven >= maxForgiven:", "case false:"}},
		},
		{
			name: "body: closed where nothing is sent", pkg: core, test: "TestEveryRequestBodyIsClosed",
			edits: []edit{{transport, "err := c.origins.Load().admit(req); err != nil {\n\t\tcloseBody(req)\n", "err := c.origins.Load().admit(req); err != nil {\n"}},
		},
		{
			name: "body: closed where there is no token", pkg: core, test: "TestEveryRequestBodyIsClosed",
			edits: []edit{{replay, "\t\t\t_ = body.Close()\n", "\t\t\t_ = body\n"}},
		},
	}
}

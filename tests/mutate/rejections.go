package main

// rejectionGuards decide what a business call's refusal costs: one token, one replay.
func rejectionGuards() []guard {
	const rejection = "authhooks/rejection.go"
	const transport = "authhooks/transport.go"
	const trial = "authhooks/trial.go"
	const flight = "authhooks/flight.go"
	const glimpse = "authhooks/glimpse.go"
	return []guard{
		{
			name: "invalidate: compares first", pkg: core, test: "TestInvalidateComparesFirst",
			edits: []edit{{rejection, "!h.token.Access.Equal(rejected.Access) || ", ""}},
		},
		{
			name: "invalidate: the same bytes again are believed", pkg: core, test: "TestSameBytesAgainAreBelieved",
			edits: []edit{{rejection, " || h.same.on(now)", ""}},
		},
		{
			name: "renewals: paced", pkg: core, test: "TestStreamsToAForbiddenDoorDoNotRenewForEver",
			edits: []edit{{rejection, "return s.doubt.on(now)", "return false"}},
		},
		{
			name: "renewals: paced, until one is confirmed", pkg: core, test: "TestAConfirmedRenewalIsNotPaced",
			edits: []edit{{trial, "t.source.confirm(t.token)", "_ = t"}},
		},
		{
			name: "renewals: a bystander confirms nothing", pkg: core, test: "TestABystanderConfirmsNothing",
			edits: []edit{{trial, "case t.paid && accepted:", "case accepted:"}},
		},
		{
			name: "renewals: another process's token confirms nothing", pkg: core, test: "TestTwoProcessesWithAForbiddenDoor",
			edits: []edit{{rejection, "h == nil || h.adopted || ", "h == nil || "}},
		},
		{
			name: "renewals: only a success confirms", pkg: core, test: "TestOnlyASuccessConfirmsARenewal",
			edits: []edit{{trial, "case accepted:", "case accepted || true:"}},
		},
		{
			name: "renewals: an answer that was cut off is no success", pkg: core, test: "TestOnlyASuccessConfirmsARenewal",
			edits: []edit{{"authhooks/receive.go", "if !isVerdict(unread) {", "if !isVerdict(unread) && false {"}},
		},
		{
			name: "renewals: an ambiguous refusal drops no token", pkg: core, test: "TestAnAmbiguousRejectionIsNobodyElsesTrouble",
			edits: []edit{{rejection, "paid, drops = true, !ambiguous", "paid, drops = true, true"}},
		},
		{
			name: "renewals: an ambiguous refusal waits out the pause", pkg: core, test: "TestAnAmbiguousRejectionWaitsUntilTheVendorMayBeAsked",
			edits: []edit{{rejection, "case ambiguous && s.pause.on(now) || s.believed", "case s.believed"}},
		},
		{
			name: "replay: only once", pkg: core, test: "TestSecondRefusalIsBelieved",
			edits: []edit{{rejection, "if since > 0 && h.asked >= since {", "if since > 0 {\n\t\treturn false\n\t}\n\tif false {"}},
		},
		{
			name: "replay: a slow refusal is believed too", pkg: core, test: "TestASlowForbiddenDoorCostsOneTokenACall",
			edits: []edit{{rejection, "if since > 0 && h.asked >= since {", "if false {"}},
		},
		{
			name: "replay: bounded", pkg: core, test: "TestACallIsReplayedTwiceAtMost",
			edits: []edit{{transport, "replays == maxReplays", "false"}},
		},
		{
			name: "replay: again with a token asked for after the rejection", pkg: core, test: "TestARenewalThatARejectionOvertakesIsNoVerdict",
			edits: []edit{{transport, "const maxReplays = 2", "const maxReplays = 1"}},
		},
		{
			name: "renewals: one that a rejection overtook is no verdict", pkg: core, test: "TestARenewalThatARejectionOvertakesIsNoVerdict",
			edits: []edit{{flight, "asked: s.rejections", "asked: 1 << 60"}},
		},
		{
			name: "renewals: those that have no verdict are taken back", pkg: core, test: "TestAnAdoptedTokenIsNoVerdict",
			edits: []edit{{rejection, "if s.doubts > 0 && h.asked < s.paid {", "if false {"}},
		},
		{
			name: "renewals: an adopted token is no verdict", pkg: core, test: "TestAnAdoptedTokenIsNoVerdict",
			edits: []edit{{"authhooks/held.go", "\t\tasked = 0\n", ""}},
		},
		{
			name: "renewals: a kept token was not asked for anew", pkg: core, test: "TestAKeptTokenWasNotAskedForAnew",
			edits: []edit{{flight, "\t\t\tasked = h.asked\n", ""}},
		},
		{
			name: "renewals: a refused renewal is no verdict", pkg: core, test: "TestARefusedRenewalDoesNotFreezeTheNextToken",
			edits: []edit{{trial, "t.source.unrenewed()", "_ = t"}},
		},
		{
			name: "doubt: a fetch under way is waited for", pkg: core, test: "TestAFetchUnderWayIsWaitedForInDoubtToo",
			edits: []edit{{glimpse, "f := s.flight", "f := (*flight)(nil)"}},
		},
		{
			name: "doubt: the store is looked at", pkg: core, test: "TestWhatARivalFetchedIsLookedForInDoubt",
			edits: []edit{{glimpse, "if f == nil && !paid && s.fleet != nil && !s.closed {", "if false {"}},
		},
		{
			name: "doubt: the store is not asked for every refusal", pkg: core, test: "TestAStoreIsNotAskedForEveryRefusal",
			edits: []edit{{glimpse, " || g.ambiguous && l.pause.on(now)", ""}},
		},
		{
			name: "doubt: a rival in the middle of a fetch is waited for", pkg: core, test: "TestARivalInTheMiddleOfAFetchIsWaitedFor",
			edits: []edit{{glimpse, "if found || err != nil || !waits || !ok {", "if true || ok {"}},
		},
		{
			name: "doubt: a store that does not answer is left alone", pkg: core, test: "TestAStoreThatDoesNotAnswerIsLookedAtOnce",
			edits: []edit{{glimpse, " || l.down.on(now)", ""}},
		},
		{
			name: "doubt: a look brings nothing old back", pkg: core, test: "TestALookBringsNothingOldBack",
			edits: []edit{{glimpse, " && r.order > s.last.order; found", "; found"}},
		},
		{
			name: "doubt: a lock of the dead is not waited for", pkg: core, test: "TestARefusedCallDoesNotWaitForALockOfTheDead",
			edits: []edit{{glimpse, "sealer.name, maxTurn)", "sealer.name, time.Hour)"}, {glimpse, "delay+2*storeTimeout+maxTurn", "time.Hour"}},
		},
		{
			name: "doubt: who leaves has the vendor's answer", pkg: core, test: "TestARefusedCallDoesNotWaitForALockOfTheDead",
			edits: []edit{{glimpse, "return Token{}, !paid, s.leave(ctx)", "return Token{}, false, s.leave(ctx)"}},
		},
		{
			name: "doubt: a good call waits for its look", pkg: core, test: "TestWhatARivalFetchedIsLookedForInDoubt",
			edits: []edit{{glimpse, "g.ambiguous && l.pause.on(now)", "l.pause.on(now)"}},
		},
		{
			name: "renewals: an ambiguous refusal under way drops no token", pkg: core, test: "TestAnAmbiguousRejectionDropsNoTokenWhileOneIsUnderWay",
			edits: []edit{{rejection, "s.flight.joined, drops = true, !ambiguous", "s.flight.joined, drops = true, true"}},
		},
		{
			name: "renewals: the vendor is asked though the store is down", pkg: core, test: "TestAnAmbiguousRejectionRenewsWithoutTheStore",
			edits: []edit{{"authhooks/fleet.go", "w == ahead && h != nil", "w != wanted && h != nil"}},
		},
		{
			name: "renewals: a flight that only published asked nobody", pkg: core, test: "TestAFlightThatOnlyPublishesIsFollowedByOneThatAsks",
			edits: []edit{{flight, "r.kept && f.joined:", "r.kept && false:"}},
		},
		{
			name: "doubt: nothing is dropped while a fetch is under way", pkg: core, test: "TestADoubtedRejectionDropsNothingWhileOneIsUnderWay",
			edits: []edit{{rejection, "\t\tif !s.doubt.on(now) {\n", "\t\tif true {\n"}},
		},
		{
			name: "doubt: a late look overwrites nothing", pkg: core, test: "TestALateLookOverwritesNothing",
			edits: []edit{{glimpse, "found && h != nil && h.token.Access.Equal(rejected.Access) && ", "found && h != nil && "}},
		},
		{
			name: "replay: no body that was a stream", pkg: core, test: "TestClientInjectsRenewsAndReplays",
			edits: []edit{
				{transport, " || req.GetBody != nil", " || true"},
				{transport, "return req.GetBody()", "return req.Body, nil"},
			},
		},
		{
			name: "replay: the whole body", pkg: core, test: "TestEveryRequestBodyIsClosed",
			edits: []edit{{transport, "return req.GetBody()", "return req.Body, nil"}},
		},
		{
			name: "renewals: a caller that leaves says nothing", pkg: core, test: "TestACallerThatLeavesInMidReplayFreezesNothing",
			edits: []edit{{rejection, "if s.waived < maxWaived {", "if false {"}},
		},
		{
			name: "renewals: callers that leave are paced in the end", pkg: core, test: "TestACallerThatLeavesInMidReplayFreezesNothing",
			edits: []edit{{rejection, "if s.waived < maxWaived {", "if true {"}},
		},
		{
			name: "body: closed where nothing is sent", pkg: core, test: "TestEveryRequestBodyIsClosed",
			edits: []edit{{transport, "if err := c.origins.admit(req); err != nil {\n\t\tcloseBody(req)\n", "if err := c.origins.admit(req); err != nil {\n"}},
		},
		{
			name: "body: closed where there is no token", pkg: core, test: "TestEveryRequestBodyIsClosed",
			edits: []edit{{transport, "\t\tcloseBody(req)\n\t\treturn nil, err\n\t}\n\tresp, err := t.send(", "\t\treturn nil, err\n\t}\n\tresp, err := t.send("}},
		},
	}
}

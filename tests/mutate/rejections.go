package main

// rejectionGuards decide what a business call's refusal costs: one token, one replay.
func rejectionGuards() []guard {
	const rejection = "authhooks/rejection.go"
	const transport = "authhooks/transport.go"
	const flight = "authhooks/flight.go"
	return []guard{
		{
			name: "invalidate: compares first", pkg: core, test: "TestInvalidateComparesFirst",
			edits: []edit{{rejection, "!h.token.Access.Equal(rejected.Access) || ", ""}},
		},
		{
			name: "invalidate: the same bytes again are believed", pkg: core, test: "TestSameBytesAgainAreBelieved",
			edits: []edit{{rejection, "h.same.on(now) || ", ""}},
		},
		{
			name: "renewals: paced", pkg: core, test: "TestStreamsToAForbiddenDoorDoNotRenewForEver",
			edits: []edit{{rejection, "if s.doubt.on(now) || since", "if since"}},
		},
		{
			name: "renewals: paced, until one is confirmed", pkg: core, test: "TestAConfirmedRenewalIsNotPaced",
			edits: []edit{{transport, "c.source.confirm(dropped)", "_ = dropped"}},
		},
		{
			name: "renewals: a bystander confirms nothing", pkg: core, test: "TestABystanderConfirmsNothing",
			edits: []edit{{rejection, "func (s *Source) confirm(dropped *held) {\n\tif dropped == nil {", "func (s *Source) confirm(dropped *held) {\n\tif false {"}},
		},
		{
			name: "renewals: an ambiguous refusal costs no good token", pkg: core, test: "TestAnAmbiguousRejectionCostsNoGoodToken",
			edits: []edit{{transport, "source.restore(dropped)", "_ = dropped"}},
		},
		{
			name: "replay: only once", pkg: core, test: "TestSecondRefusalIsBelieved",
			edits: []edit{{rejection, "if s.doubt.on(now) || since > 0 && h.asked >= since && !rivals {", "if since == 0 && s.doubt.on(now) {"}},
		},
		{
			name: "replay: a slow refusal is believed too", pkg: core, test: "TestASlowForbiddenDoorCostsOneTokenACall",
			edits: []edit{{rejection, " || since > 0 && h.asked >= since && !rivals", ""}},
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
			name: "renewals: a token that a rival ended is no verdict", pkg: core, test: "TestATokenThatARivalEndedIsNoVerdict",
			edits: []edit{{rejection, "s.fleet != nil && s.fleet.kills.Load()", "false"}},
		},
		{
			name: "renewals: those that have no verdict are taken back", pkg: core, test: "TestARenewalThatARejectionOvertakesIsNoVerdict",
			edits: []edit{{rejection, "(rivals || h.asked < s.dropped)", "false"}},
		},
		{
			name: "renewals: a restored token stays until the vendor may be asked", pkg: core, test: "TestARestoredTokenStaysUntilTheVendorMayBeAsked",
			edits: []edit{{rejection, "s.doubt, s.doubts = s.pause.hold, ", "s.doubt, s.doubts = hold{}, "}},
		},
		{
			name: "renewals: a refused renewal is no verdict", pkg: core, test: "TestARefusedRenewalDoesNotFreezeTheNextToken",
			edits: []edit{{transport, "c.source.unrenewed(dropped, ctx.Err() != nil)", "_ = dropped"}},
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
			edits: []edit{{transport, "\t\tcloseBody(req)\n\t\treturn nil, t.asked(req, err)\n\t}\n\tresp, err := t.send(", "\t\treturn nil, t.asked(req, err)\n\t}\n\tresp, err := t.send("}},
		},
	}
}

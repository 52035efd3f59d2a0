package main

// rejectionGuards decide what a business call's refusal costs: one token, one replay.
func rejectionGuards() []guard {
	const rejection = "authhooks/rejection.go"
	const transport = "authhooks/transport.go"
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
			edits: []edit{{rejection, " || paced && s.doubt.on(now) {", " {"}},
		},
		{
			name: "renewals: paced, until one is confirmed", pkg: core, test: "TestAConfirmedRenewalIsNotPaced",
			edits: []edit{{transport, "c.source.confirm()", "_ = c"}},
		},
		{
			name: "renewals: a bystander confirms nothing", pkg: core, test: "TestABystanderConfirmsNothing",
			edits: []edit{{transport, "if dropped != nil && c.rejected(resp) == nil {", "if c.rejected(resp) == nil {"}},
		},
		{
			name: "renewals: an ambiguous refusal costs no good token", pkg: core, test: "TestAnAmbiguousRejectionCostsNoGoodToken",
			edits: []edit{{transport, "c.source.restore(dropped)", "_ = dropped"}},
		},
		{
			name: "replay: only once", pkg: core, test: "TestSecondRefusalIsBelieved",
			edits: []edit{{transport, "if dropped != nil && c.rejected(resp) == nil {", "if c.rejected(resp) != nil {\n\t\treturn t.send(ctx, req, body, next)\n\t}\n\tif dropped != nil {"}},
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
			edits: []edit{{rejection, "if s.untold < maxUntold {", "if false {"}},
		},
		{
			name: "renewals: callers that leave are paced in the end", pkg: core, test: "TestACallerThatLeavesInMidReplayFreezesNothing",
			edits: []edit{{rejection, "if s.untold < maxUntold {", "if true {"}},
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

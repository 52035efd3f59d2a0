package main

// errorGuards hold errors to the truth: whose timeout it was, that it was the proxy,
// what to do.
func errorGuards() []guard {
	return []guard{
		{
			name: "error: a timeout of ours is not the caller's", pkg: core, test: "TestATimeoutSaysWhoseItWas",
			edits: []edit{{"authhooks/timeout.go", "errors.AsType[*limitError](cause); ok {", "errors.AsType[*limitError](cause); ok && false {"}},
		},
		{
			name: "error: the user's timeout by its name", pkg: core, test: "TestATimeoutSaysWhoseItWas",
			edits: []edit{{"authhooks/timeout.go", "token = business", "token.after = business.after"}},
		},
		{
			name: "error: a Fetcher that was out of time", pkg: core, test: "TestATimeoutSaysWhoseItWas",
			edits: []edit{{"authhooks/source_run.go", "err = timed(ctx, err)", "err = timed(context.Background(), err)"}},
		},
		{
			name: "error: every timeout is DeadlineExceeded", pkg: core, test: "TestTheTransportsOwnTimeouts",
			edits: []edit{
				{"authhooks/error.go", "return e.Timeout()", "return false"},
				{"authhooks/error_network.go", "class = context.DeadlineExceeded", "class = nil"},
			},
		},
		{
			name: "error: a caller's cause without secrets", pkg: core, test: "TestACallersOwnEndSaysSo",
			edits: []edit{{"authhooks/timeout.go", "err: r.cause(cause), class", "err: cause, class"}},
		},
		{
			name: "error: the caller's own end is not to be tried again", pkg: core, test: "TestACallersOwnEndSaysSo",
			edits: []edit{{"authhooks/timeout.go", "class: ctx.Err()}, true", "class: ctx.Err()}, false"}},
		},
		{
			name: "error: a transport's own timeout by its name", pkg: core, test: "TestTheTransportsOwnTimeouts",
			edits: []edit{{"authhooks/error_network.go", "both(isTimeout, says(\"awaiting response headers\"))", "both(isTimeout, says(\"\\x00\"))"}},
		},
		{
			name: "error: a cancelled call of a foreign transport", pkg: core, test: "TestReceiveExplainsAForeignTransportsError",
			edits: []edit{{"authhooks/transport_error.go", "e.canceled = errors.Is(err, context.Canceled)", "e.canceled = errors.Is(nil, err)"}},
		},
		{
			name: "proxy: a refused tunnel is named", pkg: core, test: "TestAProxyThatRefusesTheTunnel",
			edits: []edit{{"authhooks/transport_proxy.go", "if resp.StatusCode == http.StatusOK {", "if true {"}},
		},
		{
			name: "proxy: a login is for a person", pkg: core, test: "TestAProxyThatRefusesTheTunnel",
			edits: []edit{{"authhooks/transport_proxy.go", "put user and password into the proxy's URL\", final: true}", "put user and password into the proxy's URL\"}"}},
		},
		{
			name: "proxy: the user's hook is asked", pkg: core, test: "TestTheUsersHookOnProxyAnswersIsAsked",
			edits: []edit{{"authhooks/transport_proxy.go", "if hook != nil {", "if false {"}},
		},
		{
			name: "proxy: a 407 of a wrapped transport", pkg: core, test: "TestAProxyLoginThroughOtherWays",
			edits: []edit{{"authhooks/error_network.go", "says(http.StatusText(http.StatusProxyAuthRequired))(err) {", "false {"}},
		},
		{
			name: "proxy: a 407 as the answer", pkg: core, test: "TestAProxyLoginThroughOtherWays",
			edits: []edit{{"authhooks/response_classify.go", "case a.status == http.StatusProxyAuthRequired:", "case false:"}},
		},
		{
			name: "proxy: one that is down is tried again", pkg: core, test: "TestAProxyThatCannotBeReached",
			edits: []edit{{"authhooks/error_network.go", "opIn(err, \"dial\", \"proxyconnect\", \"socks connect\")", "opIn(err, \"socks connect\")"}},
		},
		{
			name: "proxy: its certificate is its own", pkg: core, test: "TestAProxyThatCannotBeReached",
			edits: []edit{{"authhooks/error_network.go", "both(atProxy, isCertificate), final: true", "both(atProxy, isCertificate)"}},
		},
		{
			name: "proxy: SOCKS sent nothing to the vendor", pkg: core, test: "TestASOCKSProxyThatRefuses",
			edits: []edit{{"authhooks/error_network.go", "\"proxyconnect\", \"socks connect\")", "\"proxyconnect\")"}},
		},
		{
			name: "proxy: no password in an error", pkg: core, test: "TestAProxyAddressThatCannotBeReadIsNotShown",
			edits: []edit{{"authhooks/transport_proxy.go", "return nil, noProxyChosen(err)", "return nil, err"}},
		},
		{
			name: "error: a lost connection says what to do", pkg: core, test: "TestALostCallSaysWhatHappenedAndWhatToDo",
			edits: []edit{{"authhooks/error_network.go", "if s.match(err) {", "if false {"}},
		},
		{
			name: "error: the cause stays in the chain", pkg: core, test: "TestALostCallSaysWhatHappenedAndWhatToDo",
			edits: []edit{{"authhooks/error_cause.go", "func (f *failure) Unwrap() error { return f.err }", "func (f *failure) Unwrap() error { return nil }"}},
		},
		{
			name: "error: a TLS failure is for a person", pkg: core, test: "TestALostCallSaysWhatHappenedAndWhatToDo",
			edits: []edit{{"authhooks/error_network.go", "strings.HasPrefix(err.Error(), \"tls: \")", "false"}},
		},
		{
			name: "error: a wrong address says what to check", pkg: core, test: "TestAnAnswerFromAWrongAddressSaysWhatToCheck",
			edits: []edit{{"authhooks/response_classify.go", "case a.status == http.StatusNotFound || a.status == http.StatusMethodNotAllowed:", "case false:"}},
		},
		{
			name: "error: an outage's page is no wrong address", pkg: core, test: "TestAnAnswerFromAWrongAddressSaysWhatToCheck",
			edits: []edit{{"authhooks/response_classify.go", "errors.Is(err, strictjson.ErrHTML) && a.status/100 != 5:", "errors.Is(err, strictjson.ErrHTML):"}},
		},
		{
			name: "error: the meaning comes before the vendor's text", pkg: core, test: "TestAKnownCodeSaysItsMeaningFirst",
			edits: []edit{{"authhooks/error.go", "e.Message != \"\" && e.Code == \"\"", "e.Message != \"\""}},
		},
		{
			name: "error: a table's words are a meaning", pkg: core, test: "TestAMeaningWithoutAValueOfItsOwn",
			edits: []edit{{"authhooks/codetable.go", "if i.Err == nil && i.Meaning != \"\" {", "if false {"}},
		},
		{
			name: "error: a remembered failure asks nobody to wait", pkg: core, test: "TestRetryAfterIsToldForWhatItIs",
			edits: []edit{{"authhooks/error.go", "if e.cached {", "if false {"}},
		},
	}
}

package main

// signalGuards hold events, log lines, traces and metrics to what they promise.
func signalGuards() []guard {
	return []guard{
		{
			name: "events: the operation of an answer", pkg: core, test: "TestAnEventNamesTheLastOperation",
			edits: []edit{{"authhooks/response.go", "call.end(op, err)", "call.end(\"\", err)"}},
		},
		{
			name: "events: the operation of a call without an answer", pkg: core, test: "TestAnEventNamesTheLastOperation/the_last_has_no_answer",
			edits: []edit{{"authhooks/source_tokencall.go", "return err.with(func(e *Error) { e.call = c })", "return err"}},
		},
		{
			name: "events: an error keeps no fetch", pkg: core, test: "TestNoErrorKeepsItsFetch",
			edits: []edit{{"authhooks/source.go", "e.canceled, e.call = false, nil", "e.canceled = false"}},
		},
		{
			name: "events: every rejection, also the last", pkg: core, test: "TestEachRejectedAnswerIsAnEventBeforeItsReplay",
			edits: []edit{{"authhooks/transport_replay.go", "if refused != nil {\n\t\t\tc.report", "if refused != nil && replays < maxReplays-1 {\n\t\t\tc.report"}},
		},
		{
			name: "events: a change of the store once", pkg: core, test: "TestAChangeOfTheStoreIsOneEvent",
			edits: []edit{{"authhooks/store_health.go", "if first {", "if first || true {"}},
		},
		{
			name: "events: early while a token is at hand", pkg: core, test: "TestEarlyIsWhileATokenIsAtHand",
			edits: []edit{{"authhooks/source_event.go", "from.event(EventFetched, why != reasonInitial, now, took)", "from.event(EventFetched, why == reasonInitial, now, took)"}},
		},
		{
			name: "events: the number of the try", pkg: core, test: "TestEachTryOfAFetchIsAnEvent",
			edits: []edit{{"authhooks/source_run.go", "r.beginTry(try + 1)", "r.beginTry(1)"}},
		},
		{
			name: "events: a retry does not wait for the observer", pkg: core, test: "TestADeadObserverDoesNotHoldUpARetry",
			edits: []edit{{"authhooks/source_event.go", "s.observe(nobodyWaits, e)", "s.observe(context.Background(), e)"}},
		},
		{
			name: "trace: only the values of its ctx", pkg: core, test: "TestATraceThatMisbehaves",
			edits: []edit{{"authhooks/source_tokencall.go", "return withValues(ctx, traced)", "return traced"}},
		},
		{
			name: "trace: a start that hangs", pkg: core, test: "TestATraceThatMisbehaves",
			edits: []edit{{"authhooks/source_tokencall.go", "\tcase <-timer.C:\n\t\tt.late = true\n", ""}},
		},
		{
			name: "trace: a panic is contained", pkg: core, test: "TestATraceThatMisbehaves",
			edits: []edit{{"authhooks/source_tokencall.go", "s.notices.contained(\"the trace\", func() {", "func(_ string, f func()) { f() }(\"the trace\", func() {"}},
		},
		{
			name: "trace: ends with the fetch", pkg: core, test: "TestATraceEndsWithTheFetch",
			edits: []edit{{"authhooks/source_fetch.go", "\tdefer close(r.over)\n", ""}},
		},
		{
			name: "caller's values: no httptrace", pkg: core, test: "TestCallerValues",
			edits: []edit{{"authhooks/context_values.go", "if !isHTTPTrace(key) {", "if true {"}},
		},
		{
			name: "caller's values: only if asked for", pkg: core, test: "TestCallerValues",
			edits: []edit{{"authhooks/source_fetch.go", "if s.cfg.callerValues {", "if true {"}},
		},
		{
			name: "metrics: codes are bounded", pkg: "authhooks/oteladapter", test: "TestCodesAreBounded",
			edits: []edit{{"authhooks/oteladapter/attribute.go", "if len(a.codes) >= maxCodes {", "if false {"}},
		},
	}
}

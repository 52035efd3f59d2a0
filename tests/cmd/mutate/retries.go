package main

// retryGuards decide which refused business calls are sent again, and after what pause.
func retryGuards() []guard {
	const retry = "authhooks/transport_retry.go"
	const replay = "authhooks/transport_replay.go"
	return []guard{
		{
			name: "retries: n of them", pkg: core, test: "TestThePausesOfRetriesGrow",
			edits: []edit{{retry, "attempt > t.retries ||", "attempt > t.retries+1 ||"}},
		},
		{
			name: "retries: off by default", pkg: core, test: "TestNothingIsSentAgainByDefault",
			edits: []edit{{retry, "attempt > t.retries ||", "attempt > max(t.retries, 1) ||"}},
		},
		{
			name: "retries: no negative number", pkg: core, test: "TestNothingIsSentAgainByDefault",
			edits: []edit{{"authhooks/option_retry.go", "if n < 0 {", "if n < -1 {"}},
		},
		{
			name: "retries: a repeat does no harm", pkg: core, test: "TestOnlyWhatDoesNoHarmIsSentAgain",
			edits: []edit{{retry, "!isIdempotent(req) || ", ""}},
		},
		{
			name: "retries: with a key", pkg: core, test: "TestOnlyWhatDoesNoHarmIsSentAgain",
			edits: []edit{{retry, "asciiEqualFold(name, \"Idempotency-Key\")", "asciiEqualFold(name, \"\")"}},
		},
		{
			name: "retries: however the key's name is written", pkg: core, test: "TestOnlyWhatDoesNoHarmIsSentAgain",
			edits: []edit{{retry, "asciiEqualFold(name, \"Idempotency-Key\")", "name == \"Idempotency-Key\""}},
		},
		{
			name: "retries: an empty key is none", pkg: core, test: "TestOnlyWhatDoesNoHarmIsSentAgain",
			edits: []edit{{retry, "return strings.TrimSpace(v) != \"\"", "return strings.TrimSpace(v) != \"never\""}},
		},
		{
			name: "retries: only what passes by itself", pkg: core, test: "TestOnlyWhatDoesNoHarmIsSentAgain",
			edits: []edit{{retry, "refused == nil || !refused.Retryable()", "refused == nil"}},
		},
		{
			name: "retries: each vendor's codes", pkg: "tests/suite/conformance", test: "TestEveryCodeThatPassesIsSentAgain",
			edits: []edit{{retry, "refused == nil || !refused.Retryable()", "refused == nil || !refused.Retryable() || refused.FromVendor()"}},
		},
		{
			name: "retries: no stream", pkg: core, test: "TestABodyIsSentAgainOrNotAtAll",
			edits: []edit{{retry, " || !rewindable(req)", ""}, {replay, "return req.GetBody()", "if req.GetBody == nil {\n\t\treturn req.Body, nil\n\t}\n\treturn req.GetBody()"}},
		},
		{
			name: "retries: the body from its beginning", pkg: core, test: "TestABodyIsSentAgainOrNotAtAll",
			edits: []edit{{replay, "resp, err := t.send(ctx, req, body, token)", "resp, err := t.send(ctx, req, req.Body, token)"}},
		},
		{
			name: "retries: the body of an unsent retry is closed", pkg: core, test: "TestARetryWithoutATokenEndsTheCall",
			edits: []edit{{replay, "\t\t\t_ = body.Close()\n", "\t\t\t_ = req.Body.Close()\n"}},
		},
		{
			name: "retries: as long as the answer asks", pkg: core, test: "TestARetryWaitsAsLongAsTheAnswerAsks",
			edits: []edit{{retry, "pause := refused.RetryAfter", "pause := 0 * refused.RetryAfter"}},
		},
		{
			name: "retries: no pause over 30 s", pkg: core, test: "TestARetryWaitsAsLongAsTheAnswerAsks",
			edits: []edit{{retry, "\t\tif pause > maxRetryPause {\n\t\t\treturn resp, nil\n\t\t}\n", ""}},
		},
		{
			name: "retries: jitter makes no pause too long", pkg: core, test: "TestARetryWaitsAsLongAsTheAnswerAsks",
			edits: []edit{{retry, "return min(withJitter(pause), maxRetryPause)", "return withJitter(pause)"}},
		},
		{
			name: "retries: the pauses grow", pkg: core, test: "TestThePausesOfRetriesGrow",
			edits: []edit{{retry, "firstRetryPause << min(attempt-1, 10)", "firstRetryPause"}},
		},
		{
			name: "retries: not all at the same instant", pkg: core, test: "TestThePausesOfRetriesGrow",
			edits: []edit{{"authhooks/backoff.go", "return d + time.Duration(float64(d)*jitter*rand.Float64())", "return d + 0*time.Duration(jitter*rand.Float64())"}},
		},
		{
			name: "retries: a pause ends with its call", pkg: core, test: "TestAPauseEndsWithItsCall",
			edits: []edit{{retry, "case <-ctx.Done():", "case <-context.Background().Done():"}},
		},
		{
			name: "retries: a pause ends with the caller's ctx and with Timeout", pkg: core, test: "TestAPauseEndsWithItsCall",
			edits: []edit{{retry, "case <-ctx.Done():", "case <-req.Context().Done():"}},
		},
		{
			name: "retries: a pause ends with the client", pkg: core, test: "TestAPauseEndsWithItsCall",
			edits: []edit{{retry, "case <-t.client.source.closing:", "case <-context.Background().Done():"}},
		},
		{
			name: "retries: a pause holds no connection", pkg: core, test: "TestARefusedAnswerIsDoneWithBeforeThePause",
			edits: []edit{{retry, "answer.release(true)", "_ = answer"}},
		},
		{
			name: "retries: the connection is used again", pkg: core, test: "TestARetryUsesTheConnectionAgain",
			edits: []edit{{retry, "answer.release(true)", "_ = answer"}},
		},
		{
			name: "retries: nor does a long answer", pkg: core, test: "TestARefusedAnswerIsDoneWithBeforeThePause",
			edits: []edit{{retry, "answer.release(true)", "answer.release(false)"}},
		},
		{
			name: "retries: no stranger's answer", pkg: core, test: "TestAStrayIsNeverSentAgain",
			edits: []edit{{"authhooks/transport.go", "\tif t.stray != nil && c.strayed(req) {\n\t\tsend = t.stray\n", "\tif t.stray != nil && c.strayed(req) {\n\t\tsend = func(t *businessTransport, ctx context.Context, req *http.Request) (*http.Response, error) {\n\t\t\tresp, err := t.stray(t, ctx, req)\n\t\t\tif e := c.businessError(resp); err == nil && e != nil && e.Retryable() && t.retries > 0 {\n\t\t\t\treturn t.stray(t, ctx, req)\n\t\t\t}\n\t\t\treturn resp, err\n\t\t}\n"}},
		},
	}
}

// windowGuards keep WithEarlyWindow to what it says.
func windowGuards() []guard {
	const window = "authhooks/option_window.go"
	return []guard{
		{
			name: "window: no NaN", pkg: core, test: "TestWithEarlyWindowRefuses",
			edits: []edit{{window, "!(share > 0 && share < 1)", "share <= 0 || share >= 1"}},
		},
		{
			name: "window: a positive time", pkg: core, test: "TestWithEarlyWindowRefuses",
			edits: []edit{{window, " || longest <= 0 {", " || longest < 0 {"}},
		},
		{
			name: "window: the share", pkg: core, test: "TestWithEarlyWindow",
			edits: []edit{{window, "float64(life)*w.share", "float64(life)*defaultEarlyWindow.share"}},
		},
		{
			name: "window: the longest", pkg: core, test: "TestWithEarlyWindow",
			edits: []edit{{window, "*w.share), w.longest)", "*w.share), defaultEarlyWindow.longest)"}},
		},
		{
			name: "window: a new token is in none", pkg: core, test: "TestWithEarlyWindow",
			edits: []edit{{window, "float64(min(window, life-window))*shift", "float64(window)*shift"}},
		},
		{
			name: "window: each process has its own", pkg: core, test: "TestEachProcessHasAWindowOfItsOwn",
			edits: []edit{{"authhooks/source_shared.go", "return !early || now.UnixNano() < s.cfg.window.opens(r.token, r.fetched, 0)", "return !early || now.UnixNano() < earlyWindow{0.9, 24 * 3600e9}.opens(r.token, r.fetched, 0)"}},
		},
	}
}

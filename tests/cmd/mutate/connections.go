package main

// connectionGuards keep connections in good order, over HTTP/1.1 and HTTP/2.
func connectionGuards() []guard {
	const (
		core, suite = "authhooks", "tests/suite/carriers"
		pool        = "authhooks/transport_pool.go"
		carrier     = "authhooks/transport_token.go"
		business    = "authhooks/transport.go"
		watch       = "authhooks/transport_redirectwatch.go"
		stray       = "authhooks/transport_redirect.go"
		body        = "authhooks/response_body.go"
	)
	return []guard{
		{
			name: "connections: a token call without an answer leaves its own", pkg: suite, test: "TestBareTransport",
			edits: []edit{{carrier, "g.pool.CompareAndSwap(used, next)", "false && g.pool.CompareAndSwap(used, next)"}},
		},
		{
			name: "connections: and one of a wrapped transport", pkg: suite, test: "TestWrappedTransport",
			edits: []edit{{carrier, "out.Close = out.Close || g.timedOut.Load()", "_ = out"}},
		},
		{
			name: "connections: HTTP/2 is pinged", pkg: core, test: "TestADeadHTTP2ConnectionIsFoundByAPing",
			edits: []edit{{"authhooks/transport_base.go", "return pinged(c, idle, timeout)", "_, _, _ = pinged, idle, timeout\n\treturn c"}},
		},
		{
			name: "connections: but not if the user says otherwise", pkg: core, test: "TestADeadHTTP2ConnectionIsFoundByAPing",
			edits: []edit{{"authhooks/transport_base.go", "if config.SendPingTimeout == 0 {", "if true {"}},
		},
		{
			name: "connections: nor if x/net/http2 was told otherwise", pkg: core, test: "TestPingsThatXNetWasToldOf",
			edits: []edit{{"authhooks/transport_base.go", "idle, timeout = pingsOf(t)", "_ = pingsOf"}},
		},
		{
			name: "connections: the refused answer frees its own", pkg: suite, test: "TestWrappedTransport",
			edits: []edit{{"authhooks/transport_replay.go", "body.release(t.foreign)", "_ = body"}},
		},
		{
			name: "connections: also an endless one, of a wrapped transport", pkg: suite, test: "TestWrappedTransport",
			edits: []edit{{body, "\t\tif !must {\n\t\t\treturn\n\t\t}\n", "\t\tif true {\n\t\t\treturn\n\t\t}\n"}},
		},
		{
			name: "connections: a refused answer stays readable", pkg: core, test: "TestARefusedAnswerStaysReadable",
			edits: []edit{{body, "for b.err == nil && len(b.head) < maxKept {", "for false {"}},
		},
		{
			name: "connections: and does not look complete if it is not", pkg: core, test: "TestARefusedAnswerStaysReadable",
			edits: []edit{{body, "b.err, b.pending = errReleased, nil", "b.err, b.pending = io.EOF, nil"}},
		},
		{
			name: "connections: HTTPClient closes idle ones", pkg: suite, test: "TestBareTransport",
			edits: []edit{{business, "func (t *businessTransport) CloseIdleConnections() { t.client.closeIdle() }", "func (t *businessTransport) CloseIdleConnections() {}"}},
		},
		{
			name: "connections: Guarded closes idle ones", pkg: suite, test: "TestBareTransport",
			edits: []edit{{carrier, "func (g *tokenTransport) CloseIdleConnections() { g.client.closeIdle() }", "func (g *tokenTransport) CloseIdleConnections() {}"}},
		},
		{
			name: "connections: a wrapper's too", pkg: suite, test: "TestWrappedTransport",
			edits: []edit{{pool, "p.closeIdle = idle.CloseIdleConnections", "_ = idle"}},
		},
		{
			name: "connections: Close reaches those of calls under way", pkg: suite, test: "TestBareTransport",
			edits: []edit{{pool, "if p.calls.Add(-1) == 0 && p.retired.Load() {", "if p.calls.Add(-1) == 0 && false {"}},
		},
		{
			name: "connections: a body read to its end is the end of its call", pkg: suite, test: "TestBareTransport",
			edits: []edit{{body, "\tif err != nil {\n\t\tb.endCall()\n\t}\n", ""}},
		},
		{
			name: "calls: the user's Timeout is one deadline", pkg: core, test: "TestTheUsersTimeoutIsOneDeadlineForACall",
			edits: []edit{{business, "if req.Response != nil {", "if false {"}},
		},
		{
			name: "calls: also behind a redirect without a body", pkg: core, test: "TestTheUsersTimeoutIsOneDeadlineForACall",
			edits: []edit{{business, "if cancel != nil && resp.Body == http.NoBody && resp.StatusCode/100 == 3 {", "if false {"}},
		},
		{
			name: "redirects of wrappers: stopped on a token call", pkg: suite, test: "TestWrapperThatFollowsRedirects",
			edits: []edit{{watch, "\t\t_ = w.conn.Close()\n\t\tw.stop()\n", ""}},
		},
		{
			name: "redirects of wrappers: stopped over HTTP/2", pkg: suite, test: "TestWrapperThatFollowsRedirects",
			edits: []edit{{watch, ` || name == ":authority"`, ""}},
		},
		{
			name: "redirects of wrappers: stopped on a business call", pkg: suite, test: "TestWrapperThatFollowsRedirects",
			edits: []edit{{business, "t.client.watchRedirects(ctx, req, t.watched)", "t.client.watchRedirects(ctx, req, false)"}},
		},
		{
			name: "redirects of wrappers: a client that is not made yet", pkg: core, test: "TestAClientThatAWrapperMakesLaterIsWatchedToo",
			edits: []edit{{watch, "v = reflect.New(kind.Elem())", "return false"}},
		},
		{
			name: "redirects of wrappers: only behind the vendor", pkg: core, test: "TestAWrapperMayAskAnotherHostFirst",
			edits: []edit{{watch, "if w.reached && w.conn != nil {", "if w.conn != nil {"}},
		},
		{
			name: "redirects of wrappers: noticed by the answer", pkg: core, test: "TestAnAnswerFromAnotherOriginIsNotUsed",
			edits: []edit{{"authhooks/transport_send.go", "err = c.sameOrigin(req, resp)", "_ = c.sameOrigin"}},
		},
		{
			name: "foreign redirects: only what is no secret goes along", pkg: suite, test: "TestBareTransport",
			edits: []edit{{"authhooks/transport_redirect.go", "out.Header = strayHeader(req.Header)", "_ = strayHeader"}},
		},
		{
			name: "foreign redirects: never down to http", pkg: core, test: "TestForeignRedirects",
			edits: []edit{{stray, `asciiEqualFold(req.URL.Scheme, "https")`, "true"}},
		},
		{
			name: "foreign redirects: GET and HEAD alone", pkg: core, test: "TestForeignRedirects",
			edits: []edit{{"authhooks/transport_redirect.go", "return reads &&", "return (reads || true) &&"}},
		},
		{
			name: "foreign redirects: nothing on the way back", pkg: core, test: "TestAHopBackToTheVendorCarriesNoCredential",
			edits: []edit{{"authhooks/transport_redirect.go", "req = req.Response.Request", "req = nil"}},
		},
		{
			name: "foreign redirects: off by default", pkg: core, test: "TestForeignRedirectsAreOffByDefault",
			edits: []edit{
				{"authhooks/transport_redirect.go", "if t.stray != nil && len(via) < maxRedirects", "if len(via) < maxRedirects"},
				{business, "if t.stray != nil && c.strayed(req) {\n\t\tsend = t.stray\n", "if c.strayed(req) {\n\t\tsend = (*businessTransport).sendStray\n"},
			},
		},
		{
			name: "foreign redirects: a stranger's refusal is not the token's", pkg: core, test: "TestForeignRedirects",
			edits: []edit{{"authhooks/response.go", "\tif !stranger {\n", "\tif true {\n"}},
		},
		{
			name: "verdicts: any answer but an outage confirms", pkg: core, test: "TestAnAnswerThatIsNoOutageConfirmsARenewal",
			edits: []edit{{"authhooks/response.go", "return nil, e == nil || !e.Kind.transient()", "return nil, e == nil || false && !e.Kind.transient()"}},
		},
		{
			name: "verdicts: a page or a refused credential does not", pkg: core, test: "TestAnOutageConfirmsNoRenewal",
			edits: []edit{{"authhooks/response.go", "[]Kind{KindProtocol, KindInvalidCredentials, KindRefreshRejected}", "[]Kind{}"}},
		},
	}
}

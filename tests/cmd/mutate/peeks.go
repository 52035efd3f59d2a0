package main

// peekGuards hold what is looked at of a business answer, and what the caller gets.
func peekGuards() []guard {
	return []guard{
		{
			name: "peek: whatever the content type", pkg: core, test: "TestLargeAndForeignAnswersAreStreamedUntouched",
			edits: []edit{{"authhooks/response_peek.go", "case isStream(media):", "case !isJSON(media):"}},
		},
		{
			name: "peek: no stream", pkg: core, test: "TestLargeAndForeignAnswersAreStreamedUntouched",
			edits: []edit{{"authhooks/response_peek.go", "case isStream(media):", "case false:"}},
		},
		{
			name: "peek: nothing long", pkg: core, test: "TestLargeAndForeignAnswersAreStreamedUntouched",
			edits: []edit{{"authhooks/response_peek.go", "case resp.ContentLength > maxPeek && !isPage(media):", "case false:"}, {"authhooks/response_body.go", "case len(b.head) >= maxPeek:", "case false:"}, {"authhooks/response_body.go", "if n >= maxPeek {", "if false {"}, {"authhooks/response_body.go", "b.head[:min(len(b.head), maxPeek)]", "b.head"}, {"authhooks/response_body.go", "min(cap(b.head), most)]", "cap(b.head)]"}, {"authhooks/response_body.go", "max(2*cap(b.head), b.size), most)", "max(2*cap(b.head), b.size), 1<<20)"}},
		},
		{
			name: "peek: gzip unpacked", pkg: core, test: "TestAPackedRefusalIsSeen",
			edits: []edit{{"authhooks/response_peek.go", "packed := isGzip(resp.Header, text)", "packed := false && isGzip(resp.Header, text)"}},
		},
		{
			name: "peek: gzip by its bytes", pkg: core, test: "TestAPackedRefusalIsSeen",
			edits: []edit{{"authhooks/response_peek.go", "return err == nil && seen[0] == 0x1f && seen[1] == 0x8b", "return err == nil && len(seen) > 0"}},
		},
		{
			name: "peek: a second after the headers", pkg: core, test: "TestALateAnswerIsHandedOn",
			edits: []edit{{"authhooks/response_body.go", "context.WithTimeout(ctx, peekTime)", "context.WithCancel(ctx)"}},
		},
		{
			name: "peek: under the call's ctx", pkg: core, test: "TestALookAtAnAnswerEndsWithTheCall",
			edits: []edit{{"authhooks/response_body.go", "beside: foreign}", "beside: false && foreign}"}},
		},
		{
			name: "peek: to the object's end", pkg: core, test: "TestAnAnswerIsHandedOnWithItsFirstObject",
			edits: []edit{{"authhooks/response_peek.go", "if end.feed(seen[i]) {", "if end.feed(seen[i]) && len(seen) > 1<<10 {"}},
		},
		{
			name: "peek: Close frees who waits", pkg: core, test: "TestCloseFreesWhoWaitsForADeafBody",
			edits: []edit{{"authhooks/response_body.go", "close(b.closed)", "_ = b.closed"}},
		},
		{
			name: "peek: nothing after Close", pkg: core, test: "TestCheckedNamesABodyThatWasCutOff",
			edits: []edit{{"authhooks/response_body.go", "\tif b.shut.Load() {\n", "\tif false {\n"}},
		},
		{
			name: "peek: a cut stays a cut", pkg: core, test: "TestACutAnswerIsCutForTheCaller",
			edits: []edit{{"authhooks/response_body.go", "b.head, b.err = b.head[:len(b.head)+got.n], got.err", "b.head = b.head[:len(b.head)+got.n]"}},
		},
		{
			name: "peek: a panicking body", pkg: core, test: "TestABodyThatMisbehavesIsAnError",
			edits: []edit{{"authhooks/response_body.go", "if recover() != nil {", "if false {"}},
		},
		{
			name: "peek: an idle body", pkg: core, test: "TestABodyThatMisbehavesIsAnError",
			edits: []edit{{"authhooks/response_body.go", "if b.empty == maxEmptyReads {", "if b.empty == 1<<40 {"}},
		},
		{
			name: "consumed: a body of ours", pkg: core, test: "TestAConsumedBodyIsNoSuccess",
			edits: []edit{{"authhooks/response_peek.go", "case ours && body.consumed():", "case false:"}},
		},
		{
			name: "consumed: a body of another client's", pkg: core, test: "TestAClosedBodyOfAnotherClientIsNoSuccess",
			edits: []edit{{"authhooks/response_peek.go", "(isClosed(err) || length", "(length"}},
		},
		{
			name: "consumed: a length without a body", pkg: core, test: "TestAConsumedBodyIsNoSuccess",
			edits: []edit{{"authhooks/response_peek.go", "if resp.ContentLength > 0 && !toHead {", "if resp.ContentLength > 1<<40 && !toHead {"}},
		},
		{
			name: "consumed: not an answer to HEAD", pkg: core, test: "TestAnEmptyBodyIsNotConsumed",
			edits: []edit{{"authhooks/response_peek.go", "resp.ContentLength > 0 && !toHead {", "resp.ContentLength > 0 && (!toHead || true) {"}},
		},
		{
			name: "consumed: not an empty body", pkg: core, test: "TestAnEmptyBodyIsNotConsumed",
			edits: []edit{{"authhooks/response_body.go", "!nothing && (", "(!nothing || true) && ("}},
		},
		{
			name: "consumed: though the call is over", pkg: core, test: "TestAConsumedBodyIsNoSuccessOnceItsCallIsOver",
			edits: []edit{{"authhooks/response_body.go", "return b.awaitLast()", "return errLate"}},
		},
		{
			name: "consumed: what the call's end took away", pkg: core, test: "TestAConsumedBodyIsNoSuccessOnceItsCallIsOver",
			edits: []edit{{"authhooks/response_peek.go", " || b.call.Err() != nil", ""}},
		},
		{
			name: "consumed: for the second look too", pkg: core, test: "TestAConsumedBodyIsNoSuccessOnceItsCallIsOver",
			edits: []edit{{"authhooks/response_peek.go", "body.gone = true", "body.gone = false"}},
		},
		{
			name: "peek: what has come before the time is over", pkg: core, test: "TestALookAfterTheSecondSeesWhatHasCome",
			edits: []edit{{"authhooks/response_body.go", "case got := <-b.pending: // before any end, so that equal looks see the same", "case got := <-chan piece(nil):"}},
		},
		{
			name: "peek: a late look ends", pkg: core, test: "TestALateLookIsBounded",
			edits: []edit{{"authhooks/response_body.go", "if b.lookEnd.IsZero() {", "if b.lookEnd.IsZero() || true {"}},
		},
		{
			name: "peek: a count that no Read may return", pkg: core, test: "TestACountThatNoReadMayReturnIsAnError",
			edits: []edit{{"authhooks/response_body.go", "if n < 0 || n > len(room) {", "if false {"}},
		},
		{
			name: "answer: a count that no Read may return", pkg: core, test: "TestACountThatNoReadMayReturnIsAnError",
			edits: []edit{{"authhooks/response_read.go", "readInto(r, data[len(data):min(int64(cap(data)), n)])", "r.Read(data[len(data):min(int64(cap(data)), n)])"}},
		},
		{
			name: "page: what is no JSON", pkg: core, test: "TestAPageInDisguiseIsNoSuccess",
			edits: []edit{{"authhooks/response_page.go", "if err == nil || inChain[*json.SyntaxError](err) {", "if err == nil {"}},
		},
		{
			name: "page: nothing behind a value", pkg: core, test: "TestAPageInDisguiseIsNoSuccess",
			edits: []edit{{"authhooks/response_page.go", "err != io.EOF && errors.Is(brokenOff(text, r.at, err), strictjson.ErrHTML) {", "err != io.EOF && false {"}},
		},
		{
			name: "page: blanks alone", pkg: core, test: "TestAPageInDisguiseIsNoSuccess",
			edits: []edit{{"authhooks/response_page.go", "case none == io.EOF:", "case none == io.EOF || err == io.EOF:"}},
		},
		{
			name: "page: behind a declaration", pkg: core, test: "TestAPageInDisguiseIsNoSuccess",
			edits: []edit{{"authhooks/response_page.go", `case textHas(text, at, "<?xml"):`, "case false:"}},
		},
		{
			name: "page: behind a comment", pkg: core, test: "TestAPageInDisguiseIsNoSuccess",
			edits: []edit{{"authhooks/response_page.go", `case textHas(text, at, "<!--"):`, "case false:"}},
		},
		{
			name: "page: a whole tag", pkg: core, test: "TestAPageInDisguiseIsNoSuccess",
			edits: []edit{{"authhooks/response_page.go", "return wordEnds(text, at+len(tag))", "return true"}},
		},
		{
			name: "page: no success", pkg: core, test: "TestAPageIsNoSuccess",
			edits: []edit{{"authhooks/response_classify.go", " && !errors.Is(a.unread, strictjson.ErrHTML)", ""}},
		},
		{
			name: "page: a file is one", pkg: core, test: "TestAPageIsNoSuccess",
			edits: []edit{{"authhooks/response.go", `a.header.Get("Content-Disposition") != ""`, "false"}},
		},
		{
			name: "page: the bytes decide", pkg: core, test: "TestAPageIsNoSuccess",
			edits: []edit{{"authhooks/response_page.go", "case beginsPage(text, at):", "case false:"}},
		},
		{
			name: "checked: refusals are errors", pkg: core, test: "TestCheckedReturnsRefusalsAsErrors",
			edits: []edit{{"authhooks/response_checked.go", "refused != nil {", "refused != nil && false {"}},
		},
		{
			name: "checked: redirects pass", pkg: core, test: "TestCheckedReturnsRefusalsAsErrors",
			edits: []edit{{"authhooks/response_checked.go", "if passes || ", "if passes && false || "}},
		},
		{
			name: "checked: answers to HEAD pass", pkg: core, test: "TestCheckedReturnsRefusalsAsErrors",
			edits: []edit{{"authhooks/response_checked.go", "resp.Request.Method == http.MethodHead {", "false {"}},
		},
		{
			name: "checked: refused bodies are closed", pkg: core, test: "TestCheckedClosesWhatItRefuses",
			edits: []edit{{"authhooks/response_checked.go", "_ = resp.Body.Close()", "_ = resp.Body"}},
		},
		{
			name: "checked: our error alone", pkg: core, test: "TestCheckedReturnsFailuresAsTheyAre",
			edits: []edit{{"authhooks/response_checked.go", "case ours:", "case ours && e.Kind > KindPolicy:"}},
		},
		{
			name: "checked: torn bodies", pkg: core, test: "TestCheckedNamesABodyThatWasCutOff",
			edits: []edit{{"authhooks/response_checked.go", "body.shown = func(err error) error { return c.torn(req, resp, err) }", "_, body.shown = c.torn, nil"}},
		},
		{
			name: "redirect: not to an echo of a secret", pkg: core, test: "TestARedirectThatEchoesTheTokenIsTheAnswer",
			edits: []edit{{"authhooks/transport_redirect.go", "t.client.redactor().known.Strike(target) != target", `t.client.redactor().known.Strike(target) == ""`}},
		},
	}
}

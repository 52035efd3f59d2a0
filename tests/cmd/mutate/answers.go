package main

// answerGuards hold a vendor's answer to its size, time and form.
func answerGuards() []guard {
	return []guard{
		{
			name: "cap: of an answer", pkg: core, test: "TestAnswersAreCappedAfterDecompression",
			edits: []edit{{"authhooks/response_read.go", "size := int64(bytes.MinRead)", "limit *= 8\n\tsize := int64(bytes.MinRead)"}},
		},
		{
			name: "cap: of an answer's header", pkg: core, test: "TestHeaderFloodIsRefused",
			edits: []edit{
				{"authhooks/transport_base.go", "capped.MaxResponseHeaderBytes = headerCap", "capped.MaxResponseHeaderBytes = 8 * headerCap"},
				{"authhooks/response_read.go", "case headerSize(resp.Header) > headerCap:", "case headerSize(resp.Header) > 8*headerCap:"},
			},
		},
		{
			name: "cap: of what is peeked", pkg: core, test: "TestLargeAndForeignAnswersAreStreamedUntouched",
			edits: []edit{{"authhooks/response_peek.go", "const maxPeek = 8 << 10", "const maxPeek = 64 << 10"}},
		},
		{
			name: "claim: no line break inside", pkg: core, test: "TestClaim",
			edits: []edit{{"authhooks/token_claim.go", " || strings.ContainsAny(payload, \"\\r\\n\")", ""}},
		},
		{
			name: "cap: of a JWT that is read", pkg: core, test: "TestClaim",
			edits: []edit{{"authhooks/token_claim.go", "if len(text) > maxJWT {", "if false {"}},
		},
		{
			name: "cap: of the memory for an answer", pkg: "tests/suite/hostile", test: "TestMemoryOfAHostileAnswer",
			edits: []edit{{"authhooks/response_read.go", "min(max(2*int64(cap(data)), bytes.MinRead), n)", "min(int64(cap(data))+64<<10, n)"}},
		},
		{
			name: "time: of a token call", pkg: core, test: "TestTokenCallsAreBoundedInTime",
			edits: []edit{{"authhooks/transport_token.go", "g.timeout.within(ctx)", "ctx, func() {}"}},
		},
		{
			name: "decoder: no key twice", pkg: core, test: "TestUnmarshalNamesTheTokenField",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "if !keys.add(name) {", "if keys.add(name); false {"}},
		},
		{
			name: "decoder: no key twice among many", pkg: core, test: "TestUnmarshalFindsTwinsAmongManyKeys",
			edits: []edit{{"authhooks/internal/strictjson/scan.go", "s.many[string(key)]; twice {", "s.many[string(key)]; twice && false {"}},
		},
		{
			name: "decoder: keys in their own case", pkg: core, test: "TestUnmarshalNamesTheTokenField",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "if f.name != string(name) {", "if !bytes.EqualFold([]byte(f.name), name) {"}},
		},
		{
			name: "decoder: nothing after the object", pkg: core, test: "TestUnmarshalRefusesWhatIsNoObject",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "case !json.Valid(trimmed):", "case json.NewDecoder(bytes.NewReader(trimmed)).Decode(new(any)) != nil:"}},
		},
		{
			name: "decoder: no blanks but JSON's", pkg: core, test: "TestUnmarshalRefusesWhatIsNoObject",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", `bytes.Trim(WithoutMark(data), " \t\r\n")`, "bytes.TrimSpace(WithoutMark(data))"}},
		},
		{
			name: "decoder: the token must be there", pkg: core, test: "TestUnmarshalNamesTheTokenField",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "f.essential && !found[i] {", "f.essential && !found[i] && false {"}},
		},
		{
			name: "decoder: no token with CR, LF or beyond ASCII", pkg: core, test: "TestUnmarshalNamesTheTokenField",
			edits: []edit{{"authhooks/internal/strictjson/scalar.go", "case !secret.Sendable():", "case false:"}},
		},
		{
			name: "decoder: no placeholder for a secret", pkg: "authhooks/wire", test: "TestSecretFromJSON",
			edits: []edit{{"authhooks/wire/secret.go", "if string(text) == Redacted {", "if false {"}},
		},
		{
			name: "expiry: not negative", pkg: core, test: "TestReceiptFallsBackToThePage",
			edits: []edit{{"authhooks/response_receipt.go", "if seconds <= 0 || ", "if "}},
		},
		{
			name: "expiry: no overflow", pkg: core, test: "TestReceiptFallsBackToThePage",
			edits: []edit{{"authhooks/response_receipt.go", " || seconds > int64(maxLifetime/time.Second) {", " {"}},
		},
		{
			name: "expiry: an absolute one is neither past nor absurd", pkg: core, test: "TestReceiptFallsBackToThePage",
			edits: []edit{{"authhooks/response_receipt.go", "0 < left && left <= maxLifetime {", "left != 0 {"}},
		},
		{
			name: "expiry: within the calendar", pkg: core, test: "TestUnixTime",
			edits: []edit{{"authhooks/token_claim.go", "if n/perSecond > lastSecond {", "if false {"}},
		},
		{
			name: "expiry: past nanoseconds means never", pkg: core, test: "TestEndsThatMeanNever",
			edits: []edit{{"authhooks/source_cache.go", "end.IsZero() || !end.Before(time.Unix(0, math.MaxInt64))", "end.IsZero()"}},
		},
		{
			name: "Retry-After: capped", pkg: core, test: "TestRetryAfterIsBounded",
			edits: []edit{{"authhooks/response_classify.go", "return min(max(wish, 0), maxRetryAfter)", "return max(wish, 0)"}},
		},
		{
			name: "Retry-After: its seconds do not overflow", pkg: core, test: "TestRetryAfterIsBounded",
			edits: []edit{{"authhooks/response_classify.go", "time.Duration(min(max(n, 0), int64(maxRetryAfter/time.Second)))", "time.Duration(n)"}},
		},
		{
			name: "redirect: an answer of its own kind", pkg: core, test: "TestNoRedirectOnTokenCalls",
			edits: []edit{{"authhooks/response_classify.go", "case a.status/100 == 3:", "case false:"}},
		},
	}
}

package main

// readingGuards hold how an answer is read: its bounds, its numbers, its fields.
func readingGuards() []guard {
	return []guard{
		{
			name: "101: of a token call", pkg: core, test: "TestATokenCallThatIsAnsweredWith101Ends",
			edits: []edit{{"authhooks/response_read.go", "case resp.StatusCode == http.StatusSwitchingProtocols:", "case false:"}},
		},
		{
			name: "cap: of a header by whatever carries it", pkg: core, test: "TestTheHeaderCapHoldsWhateverCarriesTheAnswer",
			edits: []edit{{"authhooks/response_read.go", "case headerSize(resp.Header) > headerCap:", "case false:"}},
		},
		{
			name: "cap: of a header over HTTP/2", pkg: core, test: "TestTheHeaderCapHoldsWhateverCarriesTheAnswer",
			edits: []edit{{"authhooks/transport_base.go", `, "response header list larger than advertised limit", "connection error: PROTOCOL_ERROR"`, ""}},
		},
		{
			name: "transport: a prepared one is not shared", pkg: core, test: "TestAPreparedTransportIsNotShared",
			edits: []edit{{"authhooks/transport_base.go", "c.TLSNextProto, c.ForceAttemptHTTP2 = nil, true", "_ = theirs"}},
		},
		{
			name: "memory: a claimed length", pkg: core, test: "TestTheMemoryOfAnAnswerFollowsWhatIsRead",
			edits: []edit{{"authhooks/response_read.go", "min(length, firstRoom) + 1", "length + 1"}},
		},
		{
			name: "memory: a limit without an end", pkg: core, test: "TestTheMemoryOfAnAnswerFollowsWhatIsRead",
			edits: []edit{{"authhooks/option.go", "min(n, math.MaxInt64-1)", "min(n, math.MaxInt64)"}},
		},
		{
			name: "contract: no answer", pkg: core, test: "TestWhatBreaksTheContractOfHTTPIsAnError",
			edits: []edit{{"authhooks/transport_send.go", "case resp == nil:", "case false:"}},
		},
		{
			name: "contract: no body", pkg: core, test: "TestWhatBreaksTheContractOfHTTPIsAnError",
			edits: []edit{{"authhooks/response_read.go", "if resp.Body == nil {", "if false {"}},
		},
		{
			name: "mark: in front of an answer", pkg: core, test: "TestAByteOrderMarkInFrontOfATokenIsSkipped",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "rest := bytes.TrimPrefix(data, []byte(ByteOrderMark))", "rest := data"}},
		},
		{
			name: "number: a code", pkg: core, test: "TestACodeIsANumberHoweverItIsWritten",
			edits: []edit{{"authhooks/response.go", "out.Code = string(wire.Code(out.Code).Plain())", "_ = wire.Code(out.Code)"}},
		},
		{
			name: "number: a code of a model", pkg: "authhooks/wire", test: "TestCodeIsPlain",
			edits: []edit{{"authhooks/wire/code.go", "*c = Code(plainNumber(string(data)))", "*c = Code(data)"}},
		},
		{
			name: "number: a name stays a name", pkg: "authhooks/wire", test: "TestCodeIsPlain",
			edits: []edit{{"authhooks/wire/code.go", " && !padded(text)", ""}},
		},
		{
			name: "number: the whole part", pkg: core, test: "TestClaimOfANumberHoweverItIsWritten",
			edits: []edit{{"authhooks/token_claim.go", "n, _, ok := wire.Whole(text)", "n, ok, _ := wire.Whole(text)"}},
		},
		{
			name: "number: a claim that is a text", pkg: core, test: "TestClaimOfANumberHoweverItIsWritten",
			edits: []edit{{"authhooks/token_claim.go", "value = strictjson.Unquote(claim)", "value = string(wire.Code(strictjson.Unquote(claim)).Plain())"}},
		},
		{
			name: "number: any integer", pkg: core, test: "TestUnmarshalReadsNumbersHoweverTheyAreWritten",
			edits: []edit{{"authhooks/internal/strictjson/scalar.go", "case v.CanInt() && !v.OverflowInt(n):", "case v.CanInt():"}},
		},
		{
			name: "unsendable: by net/http's word", pkg: core, test: "TestARequestThatCannotBeSentIsInvalid",
			edits: []edit{{"authhooks/transport_error.go", `"invalid method", `, ""}},
		},
		{
			name: "unsendable: by its body's word", pkg: core, test: "TestARequestThatCannotBeSentIsInvalid",
			edits: []edit{{"authhooks/transport_send.go", "\twatchBody(out)\n", ""}},
		},
		{
			name: "unsendable: of a token call", pkg: core, test: "TestARequestThatCannotBeSentIsInvalid",
			edits: []edit{{"authhooks/transport_send.go", "\twatchBody(out)\n", ""}},
		},
		{
			name: "unsendable: not by the answer's word", pkg: core, test: "TestALostCallIsNoInvalidRequest",
			edits: []edit{{"authhooks/transport_error.go", "errors.New(withoutQuotes(err.Error()))", "err"}},
		},
		{
			name: "contract: an answer beside an error", pkg: core, test: "TestAnAnswerBesideAnErrorIsClosed",
			edits: []edit{{"authhooks/transport_send.go", "\t\tdiscard(resp)\n", ""}},
		},
		{
			name: "answer: unpacked", pkg: core, test: "TestATokenAnswerThatIsPackedIsUnpacked",
			edits: []edit{{"authhooks/response_read.go", "if !isGzip(h, whole) {", "if isGzip(h, whole) || true {"}},
		},
		{
			name: "answer: unpacked within its cap", pkg: core, test: "TestATokenAnswerThatIsPackedIsUnpacked",
			edits: []edit{{"authhooks/response_read.go", "return readCapped(plain, -1, limit)", "return readCapped(plain, -1, 1<<62)"}},
		},
		{
			name: "number: a wait", pkg: core, test: "TestRetryAfterIsBounded",
			edits: []edit{{"authhooks/response_classify.go", "wire.Whole(text); ok {", "wire.Whole(text); ok && exact {"}},
		},
		{
			name: "essential: however many", pkg: core, test: "TestUnmarshalNamesEverySecretThatIsMissing",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "f.essential && !found[i] {", "f.essential && !found[i] && i < 64 {"}},
		},
		{
			name: "essential: however deep", pkg: core, test: "TestUnmarshalNamesEverySecretThatIsMissing",
			edits: []edit{{"authhooks/internal/strictjson/field.go", "t.Kind() != reflect.Struct || seen[t]:", "t.Kind() != reflect.Struct || len(seen) > 4:"}},
		},
		{
			name: "essential: in an array", pkg: core, test: "TestUnmarshalReadsArraysAsLists",
			edits: []edit{{"authhooks/internal/strictjson/field.go", " || t.Kind() == reflect.Array:", ":"}},
		},
		{
			name: "decoder: arrays as lists", pkg: core, test: "TestUnmarshalReadsArraysAsLists",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", "\tcase reflect.Array:\n\t\treturn decodeArray(raw, v, path)\n", ""}},
		},
		{
			name: "embedded: found", pkg: core, test: "TestUnmarshalFindsEmbeddedFieldsAsEncodingJSONDoes",
			edits: []edit{{"authhooks/internal/strictjson/field.go", "level = append(level, m)", "_ = m"}},
		},
		{
			name: "embedded: the least deep", pkg: core, test: "TestUnmarshalFindsEmbeddedFieldsAsEncodingJSONDoes",
			edits: []edit{{"authhooks/internal/strictjson/field.go", "return len(m.index) < len(other.index)", "return m.tagged && !other.tagged"}},
		},
		{
			name: "embedded: none of equals", pkg: core, test: "TestUnmarshalFindsEmbeddedFieldsAsEncodingJSONDoes",
			edits: []edit{{"authhooks/internal/strictjson/field.go", "found[i].hides(&found[k]))", "!found[k].hides(&found[i]))"}},
		},
		{
			name: "embedded: no pointer that cannot be set", pkg: core, test: "TestUnmarshalSetsAnEmbeddedPointerOnlyWhereItMust",
			edits: []edit{{"authhooks/internal/strictjson/field.go", "if !v.CanSet() {", "if false {"}},
		},
		{
			name: "decoder: lists and maps", pkg: core, test: "TestUnmarshalReadsIntoListsAndMaps",
			edits: []edit{{"authhooks/internal/strictjson/decode.go", `return decodeValue(trimmed, v.Elem(), "")`, `return decodeStruct(trimmed, v.Elem(), "")`}},
		},
	}
}

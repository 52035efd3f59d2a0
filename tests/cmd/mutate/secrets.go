package main

// secretGuards keep secrets out of what is printed, and what is no token out of headers.
func secretGuards() []guard {
	const secret = "authhooks/wire/secret.go"
	const pack = "authhooks/internal/redact"
	const (
		automaton = pack + "/automaton.go"
		chain     = pack + "/chain.go"
		escape    = pack + "/escape.go"
		registry  = pack + "/registry.go"
		scan      = pack + "/scan.go"
		strike    = pack + "/strike.go"
		text      = pack + "/text.go"
	)
	return []guard{
		{
			name: "redaction: of every verb", pkg: "authhooks/wire", test: "TestNoPrinterShowsASecret",
			edits: []edit{{secret, "f.Write([]byte(Redacted))", "f.Write([]byte(s.Reveal()))"}},
		},
		{
			name: "redaction: of JSON", pkg: "authhooks/wire", test: "TestNoPrinterShowsASecret",
			edits: []edit{{secret, "return []byte(`\"` + Redacted + `\"`), nil", "return json.Marshal(s.Reveal())"}},
		},
		{
			name: "redaction: of slog", pkg: "authhooks/wire", test: "TestNoPrinterShowsASecret",
			edits: []edit{{secret, "slog.StringValue(Redacted)", "slog.StringValue(s.Reveal())"}},
		},
		{
			name: "redaction: of a printer that walks fields", pkg: "authhooks/wire", test: "TestNoPrinterShowsASecret",
			edits: []edit{
				{secret, "reveal func() (header string, sendable bool)\n", "reveal func() (header string, sendable bool)\n\ttext   string\n"},
				{secret, "return Secret{reveal: func()", "return Secret{text: header, reveal: func()"},
			},
		},
		{
			name: "redaction: of a key", pkg: core, test: "TestKeyPrintsNothing",
			edits: []edit{{"authhooks/key.go", "_, _ = f.Write([]byte(wire.Redacted))", "_, _ = f.Write([]byte(k.secret.Reveal()))"}},
		},
		{
			name: "redaction: the answer names the caller's request", pkg: core, test: "TestClientInjectsRenewsAndReplays",
			edits: []edit{{"authhooks/transport_send.go", "resp.Request = req\n", "\n"}},
		},
		{
			name: "redaction: the caller's request is not written to", pkg: core, test: "TestTheCallersRequestIsNeverTouched",
			edits: []edit{{"authhooks/transport_send.go", "c.req.Header = req.Header.Clone()", "c.req.Header = req.Header"}},
		},
		{
			name: "message: secrets struck out", pkg: pack, test: "TestStrikesASecretInEveryWriting",
			edits: []edit{{scan, "\ts.trail[at].needed = int32(own.long)\n", "\n"}},
		},
		{
			name: "message: secrets struck out in hexadecimal", pkg: pack, test: "TestStrikesASecretInEveryWriting",
			edits: []edit{{scan, "{4, hexValue}, ", ""}},
		},
		{
			name: "message: secrets struck out in base64", pkg: pack, test: "TestStrikesASecretInEveryWriting",
			edits: []edit{{scan, ", {6, base64Value}", ""}},
		},
		{
			name: "message: an escape read twice over", pkg: pack, test: "TestStrikesASecretInEveryWriting",
			edits: []edit{{escape, "const nested = 2", "const nested = 1"}},
		},
		{
			name: "message: an escape read raw too", pkg: pack, test: "TestStrikesASecretInEveryWriting",
			edits: []edit{{scan, "list = several.all()", "list = several.all()[several.n-1:]"}},
		},
		{
			name: "message: halves of a surrogate pair", pkg: pack, test: "TestStrikesASecretInEveryWriting",
			edits: []edit{{escape, "end > 0 && c != utf8.RuneError {", "end > 0 && c == utf8.RuneError {"}},
		},
		{
			name: "message: an escaped backslash before a second half", pkg: pack, test: "TestStrikesASecretInEveryWriting",
			edits: []edit{{escape, "signs := read(text, i, depth)", "signs := read(text, i, 0)"}},
		},
		{
			name: "message: a digit may be the first", pkg: pack, test: "TestStrikesASecretInsideALongerBase64",
			edits: []edit{{scan, "return t.left == 0 }", "return true }"}},
		},
		{
			name: "message: secrets that overlap", pkg: pack, test: "TestStrikesSecretsThatOverlap",
			edits: []edit{{automaton, "own.long, own.open = max(own.long, fail.long), own.open || fail.open", "own.open = own.open || fail.open"}},
		},
		{
			name: "message: all ways to a state", pkg: pack, test: "TestStrikesBothOfTwoReadings",
			edits: []edit{{scan, "\t\ts.need(c.other, c.needed)\n", ""}},
		},
		{
			name: "message: marks stay whole", pkg: pack, test: "TestMarksStayWhole",
			edits: []edit{{strike, "\ts.marks()\n", ""}},
		},
		{
			name: "message: the whole word before", pkg: pack, test: "TestTheWholeWordGoes",
			edits: []edit{{strike, "s.wordStart(start)", "start"}},
		},
		{
			name: "message: the whole word after", pkg: pack, test: "TestTheWholeWordGoes",
			edits: []edit{{strike, "s.struck[end] || s.within(end)", "s.struck[end]"}},
		},
		{
			name: "message: short secrets stand alone", pkg: pack, test: "TestShortSecretsAreStruckOutWhereTheyStandAlone",
			edits: []edit{{scan, "!s.within(start) && !s.within(end)", "true"}},
		},
		{
			name: "message: what follows a very long secret", pkg: pack, test: "TestStrikesASecretOfAnyLength",
			edits: []edit{{scan, "s.tail < len(s.text) && s.text[s.tail] > ' '", "false"}},
		},
		{
			name: "message: work is bounded", pkg: pack, test: "TestATextThatIsMadeToCostTimeIsCut",
			edits: []edit{{scan, "if s.spent > s.most {", "if false {"}},
		},
		{
			name: "message: work is linear", pkg: pack, test: "TestTheWorkIsLinearInTheText",
			edits: []edit{{scan, "\t\tcase s.endsWith(known.state, t.state):\n", "\t\tcase false:\n"}},
		},
		{
			name: "message: a cut shows no part of a secret", pkg: pack, test: "TestACutShowsNoPartOfASecret",
			edits: []edit{{scan, "\tif start >= s.sure {\n\t\ts.trail[at].needed = int32(own.depth)\n\t}\n", ""}},
		},
		{
			name: "message: the end of a cut text", pkg: pack, test: "TestACutShowsNoPartOfASecret",
			edits: []edit{{strike, "\ts.strike(s.sure, len(text))\n", ""}},
		},
		{
			name: "message: secrets struck out before the cap", pkg: pack, test: "TestCleanStrikesSecretsOutFirst",
			edits: []edit{{text, "\ttext = r.hide(text)\n", "\ttext = r.hide(Printable(text, limit))\n"}},
		},
		{
			name: "message: secrets struck out where a space makes one", pkg: pack, test: "TestCleanStrikesSecretsOutFirst",
			edits: []edit{{text, "text = r.Strike(shown)", "text = shown"}},
		},
		{
			name: "message: no part of a mark", pkg: pack, test: "TestCleanStrikesSecretsOutFirst",
			edits: []edit{{text, "withoutPart(b.String())", "b.String()"}},
		},
		{
			name: "message: strange credentials struck out", pkg: pack, test: "TestCleanStrikesWhatLooksLikeACredential",
			edits: []edit{{text, "return strikeJWTs(text)", "return text"}},
		},
		{
			name: "message: control characters", pkg: pack, test: "TestPrintable",
			edits: []edit{{text, "if !unicode.IsPrint(c) && c != utf8.RuneError {", "if !unicode.IsPrint(c) && c == utf8.RuneError {"}},
		},
		{
			name: "message: length", pkg: pack, test: "TestPrintable",
			edits: []edit{{text, "if n == limit {", "if n == -limit {"}},
		},
		{
			name: "message: no URL", pkg: pack, test: "TestCauseNeverHoldsAURLOrASecret",
			edits: []edit{{chain, "own := level{same: !isURL, harmless: !isURL, hasURL: isURL}", "own := level{same: true, harmless: true, hasURL: isURL && false}"}},
		},
		{
			name: "message: every level of a chain", pkg: pack, test: "TestNoLevelOfACauseShowsASecret",
			edits: []edit{{chain, "own.same && l.same, own.harmless && l.harmless,", "own.same, own.harmless,"}},
		},
		{
			name: "message: no level is kept above one that is not", pkg: pack, test: "TestAnErrorWithMoreThanItsTextIsNotKept",
			edits: []edit{{chain, "own.same && l.same,", "own.same,"}},
		},
		{
			name: "message: no harmful error by its type", pkg: pack, test: "TestAHarmlessErrorIsFoundByItsType",
			edits: []edit{
				{chain, "\tif harmless {\n", "\tif true {\n"},
				{chain, "r.cause(err, &left).harmless && assign(err, target)", "r.cause(err, &left).error != nil && assign(err, target)"},
			},
		},
		{
			name: "message: an error is kept at its word", pkg: pack, test: "TestAnErrorThatChangesItsMindIsKeptAtItsWord",
			edits: []edit{{chain, "shown == text && lasting(err)", "shown == text"}},
		},
		{
			name: "message: no error is kept that has more than its text", pkg: pack, test: "TestAnErrorWithMoreThanItsTextIsNotKept",
			edits: []edit{{chain, "return lastingTypes[", "return t.PkgPath() == \"\" || !strings.Contains(t.PkgPath(), \".\") || lastingTypes["}},
		},
		{
			name: "message: no error by its type that has a secret beside its text", pkg: pack, test: "TestAnErrorThatHoldsASecretIsNotFoundByItsType",
			edits: []edit{{chain, "r.hide(text) == text && !r.holds(err)", "r.hide(text) == text"}},
		},
		{
			name: "message: an error that is too large to be searched", pkg: pack, test: "TestAnErrorThatHoldsASecretIsNotFoundByItsType",
			edits: []edit{{"authhooks/internal/redact/fields.go", "f.left--; f.left < 0 {", "f.left--; f.left < -maxFields*maxFields {"}},
		},
		{
			name: "message: the oldest token goes", pkg: pack, test: "TestRegistryForgetsTheOldestTokens",
			edits: []edit{{registry, "case list != &r.kept && len(*list) >= most:", "case most < 0:"}},
		},
		{
			name: "message: what comes together is known together", pkg: pack, test: "TestRegistryKnowsAllThatComesTogether",
			edits: []edit{{registry, "most := max(remembered, len(secrets))", "most := remembered"}},
		},
		{
			name: "message: credentials stay known", pkg: pack, test: "TestRegistryKnowsAllThatComesTogether",
			edits: []edit{{registry, "case list != &r.kept && len(*list) >= most:", "case len(*list) >= most:"}},
		},
		{
			name: "message: callers' tokens push out none of the account", pkg: pack, test: "TestRegistryForgetsTheOldestTokens",
			edits: []edit{{registry, "r.add(&r.passed, tokens)", "r.add(&r.issued, tokens)"}},
		},
		{
			name: "message: a token beside an error is known", pkg: core, test: "TestAFetchersErrorShowsNothingThatTheClientKnows",
			edits: []edit{{"authhooks/source_fetch.go", "\ts.cfg.known.Issued(t.Access, t.Refresh)\n", ""}},
		},
		{
			name: "message: a fetcher's own Error is cleaned", pkg: core, test: "TestAFetchersErrorShowsNothingThatTheClientKnows",
			edits: []edit{{"authhooks/source.go", "\t\ts.redactor().error(e)\n", ""}},
		},
		{
			name: "message: a fetcher's own code is cleaned", pkg: core, test: "TestAFetchersCodeShowsNoSecret",
			edits: []edit{{"authhooks/redact.go", "\t\te.Code = r.clean(e.Code, maxCode)\n", ""}},
		},
		{
			name: "message: a documented code stays", pkg: core, test: "TestAFetchersCodeShowsNoSecret",
			edits: []edit{{"authhooks/redact.go", "if !r.codes.documents(e.Code) {", "if e.Code != \"\" {"}},
		},
		{
			name: "message: a fetcher's own operation is cleaned", pkg: core, test: "TestAFetchersCodeShowsNoSecret",
			edits: []edit{{"authhooks/redact.go", "\te.Op = r.clean(e.Op, maxCode)\n", ""}},
		},
		{
			name: "message: a fetcher's own vendor is cleaned", pkg: core, test: "TestAFetchersCodeShowsNoSecret",
			edits: []edit{{"authhooks/redact.go", "\t\te.Vendor = r.clean(e.Vendor, maxCode)\n", ""}},
		},
		{
			name: "message: tokens of the store are known", pkg: core, test: "TestTokensOfTheStoreAreStruckOut",
			edits: []edit{{"authhooks/store_access.go", "\tf.known.Issued(r.token.Access, r.token.Refresh)\n", ""}, {"authhooks/source_fetch.go", "\ts.cfg.known.Issued(old.Access, old.Refresh)\n", ""}},
		},
		{
			name: "message: a rejected token is known", pkg: core, test: "TestTokensOfTheStoreAreStruckOut",
			edits: []edit{{"authhooks/source_reject.go", "\ts.cfg.known.Passed(rejected.Access, rejected.Refresh)\n", ""}},
		},
		{
			name: "message: tokens of an answer are known", pkg: core, test: "TestTokensOfTypedCallsAreStruckOut",
			edits: []edit{{"authhooks/response.go", "\t\tc.source.cfg.known.Passed(secretsIn(into)...)\n", ""}},
		},
		{
			name: "message: tokens of a call are known", pkg: core, test: "TestTokensOfTypedCallsAreStruckOut",
			edits: []edit{{"authhooks/response.go", "\tc.source.cfg.known.Passed(secrets...)\n", ""}},
		},
		{
			name: "message: a panic's value is not shown", pkg: core, test: "TestPanicIsAnErrorForAllAndTheNextCallWorks",
			edits: []edit{{"authhooks/source_fetch.go", `fmt.Errorf("%w with a value of type %T", errPanicked, p)`, `&Error{Op: "fetch", Message: fmt.Sprintf("the fetcher panicked with %v", p)}`}},
		},
		{
			name: "header: no token with CR, LF or beyond ASCII", pkg: core, test: "TestEditorsRefuseTokensNoHeaderMayCarry",
			edits: []edit{{"authhooks/inject.go", "if !access.Sendable() {", "if false {"}},
		},
		{
			name: "header: visible ASCII, no control character", pkg: "authhooks/wire", test: "TestSecretIsReadyForAHeader",
			edits: []edit{{secret, "if text[i] <= ' ' || ", "if "}},
		},
		{
			name: "header: visible ASCII, nothing above it", pkg: "authhooks/wire", test: "TestSecretIsReadyForAHeader",
			edits: []edit{{secret, " || text[i] >= 0x7f {", " {"}},
		},
		{
			name: "header: no Basic id with a colon, in an editor", pkg: core, test: "TestEditorsRefuseTokensNoHeaderMayCarry",
			edits: []edit{{"authhooks/inject.go", `if strings.Contains(id, ":") {`, "if false {"}},
		},
		{
			name: "header: no Basic id with a colon, in a client", pkg: core, test: "TestNewReportsEveryWrongArgument",
			edits: []edit{{"authhooks/client_new.go", `if strings.Contains(id, ":") {`, "if false {"}},
		},
		{
			name: "query: set, not added", pkg: core, test: "TestSetQueryReplacesEncodedTwins",
			edits: []edit{{"authhooks/inject.go", `part == "" || err == nil && decoded == name {`, `part == "" || err == nil && decoded == "" {`}},
		},
	}
}

package main

// secretGuards keep secrets out of what is printed, and what is no token out of headers.
func secretGuards() []guard {
	const secret = "authhooks/wire/secret.go"
	const redact = "authhooks/redact.go"
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
			edits: []edit{{"authhooks/transport.go", "resp.Request = req\n", "\n"}},
		},
		{
			name: "redaction: the caller's request is not written to", pkg: core, test: "TestTheCallersRequestIsNeverTouched",
			edits: []edit{{"authhooks/transport.go", "c.req.Header = req.Header.Clone()", "c.req.Header = req.Header"}},
		},
		{
			name: "message: secrets struck out", pkg: core, test: "TestCleanStrikesSecretsInEveryWriting",
			edits: []edit{{redact, "for _, needle := range r.needles {", "for _, needle := range r.needles[:0] {"}},
		},
		{
			name: "message: secrets struck out in base64", pkg: core, test: "TestCleanStrikesSecretsInEveryWriting",
			edits: []edit{{redact, "base64.RawStdEncoding.EncodeToString([]byte(raw)), base64.RawURLEncoding.EncodeToString([]byte(raw))", "base64.RawStdEncoding.EncodeToString(nil), base64.RawURLEncoding.EncodeToString(nil)"}},
		},
		{
			name: "message: secrets struck out before the cap", pkg: core, test: "TestCleanStrikesSecretsInEveryWriting",
			edits: []edit{{redact, "\ttext = r.strike(text)\n", ""}},
		},
		{
			name: "message: secrets struck out where a space makes one", pkg: core, test: "TestCleanStrikesSecretsInEveryWriting",
			edits: []edit{{redact, "printable(r.strike(printable(text, limit)), limit)", "printable(text, limit)"}},
		},
		{
			name: "message: strange credentials struck out", pkg: core, test: "TestCleanStrikesWhatLooksLikeACredential",
			edits: []edit{{redact, "\ttext = jwtLike.ReplaceAllString(text, wire.Redacted)\n", ""}},
		},
		{
			name: "message: control characters", pkg: core, test: "TestPrintable",
			edits: []edit{{redact, "if !unicode.IsPrint(c) && c != utf8.RuneError {", "if !unicode.IsPrint(c) && c == utf8.RuneError {"}},
		},
		{
			name: "message: length", pkg: core, test: "TestPrintable",
			edits: []edit{{redact, "if n == limit {", "if n == -limit {"}},
		},
		{
			name: "message: no URL", pkg: core, test: "TestCauseNeverHoldsAURLOrASecret",
			edits: []edit{{redact, "err = withoutURL(err)\n", ""}},
		},
		{
			name: "message: a panic's value is not shown", pkg: core, test: "TestPanicIsAnErrorForAllAndTheNextCallWorks",
			edits: []edit{{"authhooks/flight.go", `fmt.Errorf("%w with a value of type %T", errPanicked, p)`, `&Error{Op: "fetch", Message: fmt.Sprintf("the fetcher panicked with %v", p)}`}},
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
			edits: []edit{{"authhooks/client.go", `if strings.Contains(id, ":") {`, "if false {"}},
		},
		{
			name: "query: set, not added", pkg: core, test: "TestSetQueryReplacesEncodedTwins",
			edits: []edit{{"authhooks/inject.go", `part == "" || err == nil && decoded == name {`, `part == "" || err == nil && decoded == "" {`}},
		},
	}
}

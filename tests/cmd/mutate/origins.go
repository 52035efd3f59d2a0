package main

const core = "authhooks"

// originGuards keep a credential at its vendor's origin, and off the open road.
func originGuards() []guard {
	return []guard{
		{
			// Two layers: the answer's Location is dropped before net/http could follow it.
			name: "redirect: a token call follows none", pkg: core, test: "TestNoRedirectOnTokenCalls",
			edits: []edit{
				{"authhooks/client_new.go", "func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }", "nil"},
				{"authhooks/transport_token.go", `resp.Header.Del("Location")`, `_ = resp`},
			},
		},
		{
			name: "redirect: none to another origin", pkg: core, test: "TestBusinessCallsStayAtTheirOrigin",
			edits: []edit{{"authhooks/transport_redirect.go", " || originOf(req.URL) != originOf(via[0].URL)", ""}},
		},
		{
			name: "redirect: no unreadable Location", pkg: core, test: "TestMalformedLocationIsNeverShown",
			edits: []edit{{"authhooks/transport.go", `resp.Header.Del("Location")`, `_ = resp`}},
		},
		{
			name: "https: required of the base URL", pkg: core, test: "TestNewReportsEveryWrongArgument",
			edits: []edit{{"authhooks/client_origins.go", `if u.Scheme == "http" && !isLoopback(u.Hostname()) && !o.insecure {`, "if false {"}},
		},
		{
			name: "https: required of a request", pkg: core, test: "TestEditorsRefusePlainHTTPBeyondLoopback",
			edits: []edit{{"authhooks/origin.go", `if !o.insecure && !asciiEqualFold(req.URL.Scheme, "https") && !isLoopback(req.URL.Hostname()) {`, "if false {"}},
		},
		{
			name: "https: loopback is exact", pkg: core, test: "TestEditorsRefusePlainHTTPBeyondLoopback",
			edits: []edit{{"authhooks/origin.go", `if asciiEqualFold(host, "localhost") {`, `if strings.HasPrefix(host, "localhost") {`}},
		},
		{
			name: "origin: scheme", pkg: core, test: "TestOriginsCheck",
			edits: []edit{{"authhooks/origin.go", "if asciiEqualFold(u.Scheme, m.scheme) && ", "if "}},
		},
		{
			name: "origin: host", pkg: core, test: "TestOriginsCheck",
			edits: []edit{{"authhooks/origin.go", "asciiEqualFold(host, m.host) && ", `host != "" && `}},
		},
		{
			name: "origin: port", pkg: core, test: "TestOriginsCheck",
			edits: []edit{{"authhooks/origin.go", " && portOr(port, m.scheme) == m.port", ` && port != "-"`}},
		},
		{
			name: "origin: letters fold in ASCII only", pkg: core, test: "TestOriginsCheck",
			edits: []edit{{"authhooks/origin.go", "if a == b || len(a) != len(b) {", "if strings.EqualFold(a, b) {\n\t\treturn true\n\t}\n\tif a == b || len(a) != len(b) {"}},
		},
		{
			name: "origin: no userinfo", pkg: core, test: "TestOriginsCheck",
			edits: []edit{{"authhooks/origin.go", "if u.User != nil {", "if false {"}},
		},
		{
			name: "origin: the Host is the URL's", pkg: core, test: "TestEditorsPlaceTheCredential",
			edits: []edit{{"authhooks/origin.go", `if req.Host != "" && !asciiEqualFold(req.Host, req.URL.Host) {`, "if false {"}},
		},
		{
			name: "origin: editors are bound to one", pkg: core, test: "TestEditorsPlaceTheCredential",
			edits: []edit{{"authhooks/inject.go", "if err := o.admit(req); err != nil {", "if err := o.admit(req); false {"}},
		},
		{
			name: "origin: business calls elsewhere refused", pkg: core, test: "TestBusinessCallsStayAtTheirOrigin",
			edits: []edit{{"authhooks/transport.go", "err := c.origins.Load().admit(req); err != nil {", "err := c.origins.Load().admit(req); false {"}},
		},
		{
			name: "origin: token calls elsewhere refused", pkg: core, test: "TestGuardRefusesForeignOrigins",
			edits: []edit{{"authhooks/transport_token.go", "if err := origins.admit(req); err != nil {", "if err := origins.admit(req); false {"}},
		},
		{
			name: "proxy: none of the environment's in clear", pkg: core, test: "TestPlainHTTPUsesNoProxyFromTheEnvironment",
			edits: []edit{{"authhooks/transport_base.go", `if req.URL.Scheme == "http" {`, "if false {"}},
		},
	}
}

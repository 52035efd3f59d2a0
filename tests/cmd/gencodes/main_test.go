package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../../.."

// edited reads a copy of a vendor's spec folder in which each pair of texts was replaced.
func edited(t *testing.T, name string, pairs ...string) (*vendor, error) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(root, "specs", name))))
	for i := 0; i < len(pairs); i += 2 {
		found := false
		for _, file := range []string{"openapi.yaml", "overlay.yaml", "facts.yaml"} {
			path := filepath.Join(dir, file)
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			if strings.Contains(string(text), pairs[i]) {
				found = true
				require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), pairs[i], pairs[i+1])), 0o600))
			}
		}
		require.True(t, found, "specs/%s has no %q", name, pairs[i])
	}
	return read(dir)
}

// Every code needs a row of the overlay, and every row needs a code.
func TestCodesAndRowsThatDoNotFit(t *testing.T) {
	t.Parallel()
	const code = `        - {code: "67200101", meaning: no such API path, x-source: S 响应码}` + "\n"
	const row = `        "67200101": {err: ErrUnknownPath, kind: InvalidRequest}` + "\n"
	for name, c := range map[string]struct{ from, to, want string }{
		"a code without a row": {row, "", `FailureCode: the overlay has no x-go-codes row for code 67200101 (no such API path); add "67200101": {err: Err…, kind: …}`},
		"a row without a code": {code, "", "FailureCode: the overlay has an x-go-codes row for code 67200101, which openapi.yaml does not list"},
		"a kind that is none":  {"err: ErrUnknownPath, kind: InvalidRequest", "err: ErrUnknownPath, kind: Invalid", `unknown kind "Invalid"`},
		"no name":              {"err: ErrUnknownPath, ", "", "needs err: Err and a name"},
		"a name without Err":   {"err: ErrUnknownPath", "err: UnknownPath", "needs err: Err and a name"},
		"a name for two codes": {"err: ErrUnknownPath", "err: ErrServerBusy", "ErrServerBusy is the error of code 67200100 and of code 67200101"},
		"an unknown key":       {"err: ErrUnknownPath, kind", "err: ErrUnknownPath, kid", `unknown key "kid"`},
		"no meaning":           {"meaning: no such API path, ", "", "code 67200101 needs a meaning and an x-source"},
		"an unknown call":      {`{code: "67200101", `, `{code: "67200101", call: login, `, `the call of code 67200101 is "login"`},
		"rows for no list":     {"target: $.components.schemas.FailureCode", "target: $.components.schemas.Failures", "x-go-codes for Failures, which is no schema with x-codes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := edited(t, "zhihuiya", c.from, c.to)
			require.ErrorContains(t, err, "specs/zhihuiya: ")
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestLifetimesThatAreNone(t *testing.T) {
	t.Parallel()
	for from, to := range map[string]string{
		"{value: 24h, x-source: S 接口概述}": "24h", "value: 24h": "value: a day", "{value: 24h, ": "{", "value: 24h,": "value: -24h,",
	} {
		_, err := edited(t, "hitem3d", from, to)
		require.ErrorContains(t, err, "accessToken: x-lifetime must be {value:", to)
	}
}

// What one row or one number of the spec says is in every file that needs it.
func TestAFactStandsOnce(t *testing.T) {
	t.Parallel()
	const after = `        - {code: "67200101", meaning: no such API path, x-source: S 响应码}` + "\n"
	v, err := edited(t, "zhihuiya",
		after, after+`        - {code: "67200102", text: 密钥已轮换, meaning: the secret was rotated, x-source: S 响应码}`+"\n",
		`        "67200101": {err`, `        "67200102": {err: ErrSecretRotated, kind: InvalidCredentials}`+"\n"+`        "67200101": {err`,
		"value: 30m, less: 1s", "value: 45m, less: 1s", "name: apikey", "name: app-key")
	require.NoError(t, err)
	vendors, err := load(root)
	require.NoError(t, err)
	for i := range vendors {
		if vendors[i].Name == v.Name {
			vendors[i] = v
		}
	}
	files, err := generate(root, vendors)
	require.NoError(t, err)
	for path, want := range map[string][]string{
		"clients/zhihuiya/codes.gen.go": {
			"// ErrSecretRotated is code 67200102 (invalid credentials), the secret was rotated [S 响应码].",
			`{Code: "67200102", Kind: authhooks.KindInvalidCredentials, Err: ErrSecretRotated, Meaning: "the secret was rotated", Source: "S 响应码"},`,
		},
		"clients/zhihuiya/page.gen.go":              {"lifetime = 45 * time.Minute", `queryAppKey = "app-key"`},
		"clients/zhihuiya/zhihuiyatest/page.gen.go": {"const Lifetime = 45*time.Minute - time.Second", `codeSecretRotated      = "67200102"`, `"密钥已轮换"`, `queryAppKey = "app-key"`},
		"tests/kit/accounts/spec.gen.go":            {"45 * time.Minute"},
	} {
		for _, text := range want {
			assert.Contains(t, string(files[path]), text, path)
		}
	}
}

// The first text that says something counts: the row's, a sample's, the page's, ours.
func TestTextsOfCodes(t *testing.T) {
	t.Parallel()
	texts := func(v *vendor, err error) map[string]string {
		require.NoError(t, err)
		found := map[string]string{}
		for _, c := range v.Codes {
			found[c.Err] = c.Texts[""]
		}
		return found
	}
	zhihuiya := texts(edited(t, "zhihuiya"))
	assert.Equal(t, "请求不合法!", zhihuiya["ErrIllegalRequest"], "the page's table")
	assert.Equal(t, "请求的接口无权限请联系我们的支持人员!", zhihuiya["ErrNoPermission"], "the page's table before a third party's sample")
	assert.Contains(t, zhihuiya["ErrAPIKeyBalance"], "newer API-key product", "our meaning")
	hitem3d := texts(edited(t, "hitem3d"))
	assert.Equal(t, "Unauthorized", hitem3d["ErrUnauthorized"], "a sample")
	hummingbird := texts(edited(t, "hummingbird"))
	assert.Empty(t, hummingbird["ErrWrongPassword"], "the sample has no text")
	assert.Empty(t, hummingbird["ErrSigningFailed"], "the row says that there is none")
	assert.Equal(t, "function not support", hummingbird["ErrNotSupported"], "the row's")
}

// A secret of an answer becomes a type that prints nothing. A secret of a request does not.
func TestSecretsOfAnswers(t *testing.T) {
	t.Parallel()
	v, err := edited(t, "amsu")
	require.NoError(t, err)
	targets := map[string]string{}
	for _, a := range v.derived() {
		kind, _ := a.Update["x-go-type"].(string)
		targets[a.Target] = kind
	}
	assert.Equal(t, map[string]string{
		"$.servers[0]":                                        "",
		"$.components.schemas.FailureCode":                    "wire.Code",
		"$.components.schemas.Token.properties.access_token":  "wire.Secret",
		"$.components.schemas.Token.properties.refresh_token": "wire.Secret",
	}, targets)
	assert.Equal(t, []string{"access_token", "client_secret", "refresh_token"}, v.Secrets)
}

func TestPlaceOfTheToken(t *testing.T) {
	t.Parallel()
	v, err := edited(t, "scnet", "in: header\n      name: token\n      description: The token of business", "in: query\n      name: access_key\n      description: The token of business")
	require.NoError(t, err)
	assert.Equal(t, place{"query", "access_key", "D business pages", "token"}, v.Place)
	_, err = edited(t, "scnet", "in: header\n      name: token\n      description: The token of business", "in: cookie\n      name: token\n      description: The token of business")
	require.ErrorContains(t, err, "a token in a cookie is not supported")
	_, err = edited(t, "hitem3d", "scheme: bearer", "scheme: digest")
	require.ErrorContains(t, err, "no bearer scheme and 0 API keys")
}

// A call that carries the token as business calls do is one, and says so in every file.
func TestBusinessOperations(t *testing.T) {
	t.Parallel()
	business := func(v *vendor, err error) (names []string) {
		require.NoError(t, err)
		for _, o := range v.Operations {
			if o.Business {
				names = append(names, o.Name)
			}
		}
		return names
	}
	assert.Equal(t, []string{"center"}, business(edited(t, "scnet")))
	const free = "      x-source: D get-token-state page\n      security: []"
	both := business(edited(t, "scnet", free, "      x-source: D get-token-state page\n      security:\n        - token: []"))
	assert.Equal(t, []string{"center", "checkToken"}, both)
	assert.Empty(t, business(edited(t, "scnet", "        - token: []", "        - {}")))
	assert.Empty(t, business(edited(t, "zhihuiya")))
	// A scheme that gets a token is not the one that business calls have.
	_, err := edited(t, "scnet", "      x-source: S 1.接口说明\n      security: []", "      x-source: S 1.接口说明\n      security:\n        - token: []")
	require.ErrorContains(t, err, "no bearer scheme and 0 API keys")

	vendors, err := load(root)
	require.NoError(t, err)
	files, err := generate(root, vendors)
	require.NoError(t, err)
	for path, want := range map[string]string{
		"clients/scnet/scnettest/page.gen.go": `{Method: "GET", Path: pathCenter, Op: opCenter, Business: true},`,
		"tests/kit/accounts/spec.gen.go":      `{Name: "center", Method: "GET", Path: "/ac/openapi/v2/center", Token: "", Business: true},`,
	} {
		assert.Equal(t, 1, strings.Count(string(files[path]), want), path)
		assert.Equal(t, 1, strings.Count(string(files[path]), "Business: true"), path)
	}
}

// The schemes of another way to log in are no part of the token's place.
func TestAlternativeSchemes(t *testing.T) {
	t.Parallel()
	v, err := edited(t, "zhihuiya")
	require.NoError(t, err)
	assert.Equal(t, place{"bearer", "", "S 业务接口", "bearer"}, v.Place)
	keys := 0
	for _, c := range v.Constants {
		if strings.HasPrefix(c.Name, "query") || c.Name == "headerXAPIKEY" {
			keys++
			assert.Equal(t, "queryAPIKey", c.Name)
		}
	}
	assert.Equal(t, 1, keys)
	v, err = edited(t, "zhihuiya", "      x-alternative: true\n", "")
	require.NoError(t, err)
	assert.Greater(t, len(v.Constants), keys+2)
}

// The first fixed server is ServerURL. A placeholder before it makes no code.
func TestServers(t *testing.T) {
	t.Parallel()
	const first = "  - url: https://api.scnet.cn\n"
	const variable = "  - url: https://{host}.example\n    variables: {host: {default: x}}\n"
	for name, c := range map[string]struct {
		vendor   string
		edit     []string
		named    string
		removals []string
	}{
		"behind a placeholder":  {"scnet", nil, "$.servers[1]", []string{"$.servers[0]"}},
		"between placeholders":  {"scnet", []string{"tags:\n", variable + "tags:\n"}, "$.servers[1]", []string{"$.servers[2]", "$.servers[0]"}},
		"behind two":            {"scnet", []string{first, variable + first}, "$.servers[2]", []string{"$.servers[1]", "$.servers[0]"}},
		"two fixed":             {"zhihuiya", nil, "$.servers[0]", nil},
		"nothing but variables": {"scnet", []string{first, variable}, "", nil},
	} {
		v, err := edited(t, c.vendor, c.edit...)
		require.NoError(t, err, name)
		assert.Equal(t, c.named != "", v.HasServer, name)
		named, removed := "", []string(nil)
		for _, a := range v.derived() {
			if a.Update["x-go-name"] == "ServerURL" {
				named += a.Target
			}
		}
		for _, r := range v.withoutPlaceholders() {
			removal, _ := r.(map[string]any)
			target, _ := removal["target"].(string)
			removed = append(removed, target)
		}
		assert.Equal(t, c.named, named, name)
		assert.Equal(t, c.removals, removed, name)
	}
	rows := map[string]string{"scnet": "| yours, or `https://api.scnet.cn` |", "zhihuiya": "| `https://connect.zhihuiya.com` |", "hummingbird": "| yours, such as `http://127.0.0.1:58081` |"}
	for name, want := range rows {
		v, err := edited(t, name)
		require.NoError(t, err)
		row, err := english.rows(root, v)
		require.NoError(t, err)
		assert.Contains(t, row, want)
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	text, err := replace("a\n  # generated: rows, by make\n  old\n  # generated: end\nb\n", "rows", "  new\n")
	require.NoError(t, err)
	assert.Equal(t, "a\n  # generated: rows, by make\n  new\n  # generated: end\nb\n", string(text))
	for _, broken := range []string{"", "# generated: rows", "# generated: rows\n"} {
		_, err := replace(broken, "rows", "new\n")
		require.ErrorContains(t, err, "mark", broken)
	}
}

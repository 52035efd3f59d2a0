package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running is a sandbox whose demo clients pause only briefly.
type running struct {
	*sandbox
	url string
}

func newSandbox(t *testing.T) running {
	t.Helper()
	b, err := open(100 * time.Millisecond)
	require.NoError(t, err)
	t.Cleanup(b.close)
	server := httptest.NewServer(b.handler())
	t.Cleanup(server.Close)
	return running{b, server.URL}
}

func (r running) send(t *testing.T, method, path string, header http.Header, form url.Values) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header = header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Host = header.Get("Host")
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(t, err)
	defer resp.Body.Close() //nolint:errcheck // it is read
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

func (r running) act(t *testing.T, vendor, action string, form url.Values) {
	t.Helper()
	status, body := r.send(t, http.MethodPost, "/api/"+url.PathEscape(vendor)+"/"+action, nil, form)
	require.Equal(t, http.StatusNoContent, status, body)
}

func (r running) vendor(t *testing.T, name string) vendorState {
	t.Helper()
	status, body := r.send(t, http.MethodGet, "/api/state", nil, nil)
	require.Equal(t, http.StatusOK, status)
	var list []vendorState
	require.NoError(t, json.Unmarshal([]byte(body), &list))
	require.Len(t, list, len(accounts.Vendors))
	for _, v := range list {
		if v.Name == name {
			return v
		}
	}
	require.Fail(t, "no vendor "+name)
	return vendorState{}
}

// now is the state of one vendor, and costs less than the page's whole answer.
func (r running) now(name string) vendorState {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stand(name).state(r.demos[name])
}

// until waits for a state of a vendor.
func (r running) until(t *testing.T, name string, is func(v vendorState) bool) vendorState {
	t.Helper()
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); <-ticker.C {
		if v := r.now(name); is(v) {
			return v
		}
	}
	require.Fail(t, "it never comes to that", "%+v", r.vendor(t, name).Demo)
	return vendorState{}
}

func TestEveryCurlLineGetsAToken(t *testing.T) {
	t.Parallel()
	b, err := open(time.Hour)
	require.NoError(t, err)
	t.Cleanup(b.close)
	var out bytes.Buffer
	b.introduce(&out, "http://page/")
	lines := regexp.MustCompile(`(?m)^  ((?:#|curl) .*)$`).FindAllStringSubmatch(out.String(), -1)
	require.Len(t, lines, len(accounts.Vendors))
	for i, line := range lines {
		answer, err := exec.CommandContext(t.Context(), "bash", "-c", line[1]).Output() // as a user pastes it
		s := b.stands[i]
		if s.CurlReason != "" {
			require.NoError(t, err, "a comment for the shell")
			assert.Empty(t, answer)
			assert.Equal(t, "# no curl: "+s.CurlReason, line[1])
			continue
		}
		login := s.Operations()[0]
		require.NoError(t, err, s.Name)
		assert.Regexp(t, `"`+login.Token[strings.LastIndex(login.Token, ".")+1:]+`":"[^"]{8,}"`, string(answer),
			"%s: Curl of its row does not make %s succeed", s.Name, login.Name)
	}
}

// The vendor packages read the export lines.
func TestExportLinesAreOfTheVendorsVariables(t *testing.T) {
	t.Parallel()
	b, err := open(time.Hour)
	require.NoError(t, err)
	t.Cleanup(b.close)
	var out bytes.Buffer
	b.introduce(&out, "http://page/")
	for i, line := range regexp.MustCompile(`(?m)^  (export .*)$`).FindAllStringSubmatch(out.String(), -1) {
		shown, err := exec.CommandContext(t.Context(), "bash", "-c", line[1]+"; env").Output()
		require.NoError(t, err)
		for _, pair := range b.stands[i].env {
			assert.Contains(t, string(shown), pair[0]+"="+pair[1]+"\n")
			assert.True(t, strings.HasPrefix(pair[0], strings.ToUpper(b.stands[i].ID())+"_"))
		}
	}
}

func TestTheDemoClientsRecover(t *testing.T) {
	t.Parallel()
	r := newSandbox(t)
	for _, s := range r.stands {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			well := r.until(t, s.Name, func(v vendorState) bool { return v.Demo.Well && v.Demo.OK > 1 })
			assert.NotEmpty(t, well.Tokens)
			assert.NotEmpty(t, well.Exchanges)
			if s.Static {
				r.recoverKey(t, s, well)
				return
			}
			require.NotNil(t, well.Demo.Left)
			assert.Positive(t, *well.Demo.Left)

			r.act(t, s.Name, "revoke", nil)
			again := r.until(t, s.Name, func(v vendorState) bool {
				return v.Demo.Fingerprint != "" && v.Demo.Fingerprint != well.Demo.Fingerprint && v.Demo.Well && v.Demo.Replays > well.Demo.Replays
			})
			assert.Zero(t, again.Demo.Failed, "replayed: nobody saw it")

			failed := again.Demo.Failed
			code := s.Codes[0].Code
			r.act(t, s.Name, "fail", url.Values{"op": {"business"}, "code": {code}})
			r.until(t, s.Name, func(v vendorState) bool { return v.Demo.Failed > failed || v.Demo.Replays > again.Demo.Replays })
			r.until(t, s.Name, func(v vendorState) bool { return v.Demo.Well })

			before := r.vendor(t, s.Name).Now
			r.act(t, s.Name, "clock", nil)
			assert.GreaterOrEqual(t, r.vendor(t, s.Name).Now.Sub(before), time.Hour)
			r.until(t, s.Name, func(v vendorState) bool { return v.Demo.Well })
		})
	}
}

// recoverKey lets the demo client of an API key meet what the others meet. A key is refused
// until the faults are cleared, and it does not expire.
func (r running) recoverKey(t *testing.T, s *stand, well vendorState) {
	t.Helper()
	assert.NotNil(t, well.Operations, "the page goes through the list")
	assert.Empty(t, well.Operations)
	assert.Nil(t, well.Demo.Left)
	assert.Nil(t, well.Tokens[0].Left)
	for _, action := range []string{"expire", "clock"} {
		ok := r.vendor(t, s.Name).Demo.OK
		r.act(t, s.Name, action, nil)
		now := r.until(t, s.Name, func(v vendorState) bool { return v.Demo.OK > ok+2 })
		assert.Zero(t, now.Demo.Failed, action)
	}
	r.act(t, s.Name, "revoke", nil)
	r.until(t, s.Name, func(v vendorState) bool {
		return strings.Contains(v.Demo.Outcome, "invalid credentials ("+s.Refused().Code+")")
	})
	sent := s.sim.Calls(authtest.OpBusiness)
	failed := r.vendor(t, s.Name).Demo.Failed
	r.until(t, s.Name, func(v vendorState) bool { return v.Demo.Failed > failed+4 })
	assert.LessOrEqual(t, s.sim.Calls(authtest.OpBusiness), sent+2, "the refusal is remembered")
	r.act(t, s.Name, "clear", nil)
	r.act(t, s.Name, "clock", nil) // the pause is over
	again := r.until(t, s.Name, func(v vendorState) bool { return v.Demo.Well })
	assert.Equal(t, well.Demo.Fingerprint, again.Demo.Fingerprint)
	assert.Zero(t, again.Demo.Replays)
	assert.Zero(t, s.sim.Calls(""))
}

func TestSlowDownAndClear(t *testing.T) {
	t.Parallel()
	r := newSandbox(t)
	r.until(t, "hitem3d", func(v vendorState) bool { return v.Demo.OK > 0 })
	r.act(t, "hitem3d", "slow", nil)
	assert.True(t, r.vendor(t, "hitem3d").Slow)
	r.act(t, "hitem3d", "fail", url.Values{"op": {"business"}, "code": {"30010000"}})
	began := time.Now()
	r.until(t, "hitem3d", func(v vendorState) bool { return v.Demo.Failed > 0 })
	assert.Greater(t, time.Since(began), slowdown/2, "slow, and refused")
	r.act(t, "hitem3d", "clear", nil)
	assert.False(t, r.vendor(t, "hitem3d").Slow)
	ok := r.vendor(t, "hitem3d").Demo.OK
	r.until(t, "hitem3d", func(v vendorState) bool { return v.Demo.OK > ok+4 })
}

// Failures that wait for their call survive other actions.
func TestFailuresWaitForTheirCall(t *testing.T) {
	t.Parallel()
	r := newSandbox(t)
	s := r.stand("hummingbird")
	r.until(t, s.Name, func(v vendorState) bool { return v.Demo.OK > 0 })
	for _, code := range []string{s.Codes[0].Code, s.Codes[1].Code} { // the demo client does not log in by itself
		r.act(t, s.Name, "fail", url.Values{"op": {"login"}, "code": {code}})
		r.act(t, s.Name, "slow", nil)
	}
	assert.False(t, r.vendor(t, s.Name).Slow, "a toggle")
	var codes []string
	for _, f := range s.sim.ClearFaults() {
		codes = append(codes, f.Op+" "+f.Code)
		assert.Zero(t, f.Delay, "fast again")
	}
	assert.Equal(t, []string{"login " + s.Codes[0].Code, "login " + s.Codes[1].Code}, codes)
}

func TestExpireEndsAccessTokens(t *testing.T) {
	t.Parallel()
	r := newSandbox(t)
	first := r.until(t, "amsu", func(v vendorState) bool { return v.Demo.Well })
	r.stand("amsu").sim.Advance(2 * time.Second) // its tokens depend on the second
	r.act(t, "amsu", "expire", nil)
	require.NotEmpty(t, first.Demo.Fingerprint)
	r.until(t, "amsu", func(v vendorState) bool {
		return v.Demo.Well && v.Demo.Fingerprint != "" && v.Demo.Fingerprint != first.Demo.Fingerprint
	})
	assert.Positive(t, r.stand("amsu").sim.Calls("refreshToken"), "the refresh token lives on")
}

func TestWhatThePageRefuses(t *testing.T) {
	t.Parallel()
	r := newSandbox(t)
	for name, c := range map[string]struct {
		method, path string
		header       http.Header
		form         url.Values
		want         int
	}{
		"another host":       {http.MethodGet, "/", http.Header{"Host": {"evil.example"}}, nil, 403},
		"a host like ours":   {http.MethodGet, "/api/state", http.Header{"Host": {"127.0.0.1.evil.example:80"}}, nil, 403},
		"another site":       {http.MethodPost, "/api/amsu/revoke", http.Header{"Origin": {"https://evil.example"}}, nil, 403},
		"another site, new":  {http.MethodPost, "/api/amsu/revoke", http.Header{"Sec-Fetch-Site": {"cross-site"}}, nil, 403},
		"unknown vendor":     {http.MethodPost, "/api/no-such/revoke", nil, nil, 404},
		"unknown action":     {http.MethodPost, "/api/amsu/explode", nil, nil, 404},
		"action by GET":      {http.MethodGet, "/api/amsu/revoke", nil, nil, 405},
		"fail without code":  {http.MethodPost, "/api/amsu/fail", nil, url.Values{"op": {"createToken"}}, 400},
		"fail, unknown code": {http.MethodPost, "/api/amsu/fail", nil, url.Values{"op": {"createToken"}, "code": {"1"}}, 400},
		"fail of another op": {http.MethodPost, "/api/amsu/fail", nil, url.Values{"op": {"login"}, "code": {"1"}}, 400},
		"another file":       {http.MethodGet, "/main.go", nil, nil, 404},
	} {
		status, _ := r.send(t, c.method, c.path, c.header, c.form)
		assert.Equal(t, c.want, status, name)
	}
	for _, host := range []string{"localhost:1", "[::1]:1", "127.0.0.1"} {
		status, _ := r.send(t, http.MethodGet, "/", http.Header{"Host": {host}}, nil)
		assert.Equal(t, http.StatusOK, status, host)
	}
}

// The page offers the codes that an operation's answers may have.
func TestTheCodesOfAnOperation(t *testing.T) {
	t.Parallel()
	r := newSandbox(t)
	meaning := func(op string) string {
		found := ""
		for _, c := range r.vendor(t, "hummingbird").Codes[op] {
			if c[0] == "10001" {
				assert.Empty(t, found, "once")
				found = c[1]
			}
		}
		return found
	}
	assert.Contains(t, meaning("business"), "business call: ")
	for _, op := range r.vendor(t, "hummingbird").Operations {
		assert.Contains(t, meaning(op), "login: ", op)
	}
}

// The page shows the invented credentials on purpose, and no token.
func TestNoTokenIsShown(t *testing.T) {
	t.Parallel()
	r := newSandbox(t)
	for _, s := range r.stands {
		r.until(t, s.Name, func(v vendorState) bool { return v.Demo.OK > 0 })
		token, err := s.client.Token(t.Context())
		require.NoError(t, err)
		_, body := r.send(t, http.MethodGet, "/api/state", nil, nil)
		if s.Static { // the token is the credential
			body = strings.Replace(body, token.Access.Reveal(), "", 1)
		}
		assert.NotContains(t, body, token.Access.Reveal(), s.Name)
		if !token.Refresh.IsZero() {
			assert.NotContains(t, body, token.Refresh.Reveal(), s.Name)
		}
		assert.Contains(t, body, token.Fingerprint())
	}
}

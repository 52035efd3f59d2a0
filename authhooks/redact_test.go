package authhooks

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ascii escapes as encoders of JSON do that write ASCII only.
func ascii(text string) string { return strings.Trim(strconv.QuoteToASCII(text), `"`) }

// echoing returns a client whose vendor refuses every login with what message says.
func echoing(t *testing.T, id, secret, message string, further ...Secret) *Client {
	t.Helper()
	var c *Client
	c, err := New(Vendor{
		Name: "acme", Put: PutBearer, Secrets: further,
		Parse: func(int, http.Header, []byte) Outcome { return Outcome{Documented: true, Code: "E1", Message: message} },
		Fetch: func(context.Context, Token) (Token, error) {
			resp := &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}"))}
			_, err := c.Receive("login", resp, nil, nil)
			return Token{}, err
		},
	}, "https://vendor.example", id, NewSecret(secret))
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestAVendorsEchoShowsNoSecret(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{`pa%25ss-word-7f31`, `pa\\ss-word-7f31`, "Schlüssel-7f31", "密码-7f31", "key-🔑-7f31", "50%-off-7f31"} {
		for _, echo := range []string{
			secret, ascii(secret), url.QueryEscape(secret), url.QueryEscape(url.QueryEscape(secret)), hex.EncodeToString([]byte(secret)),
			base64.StdEncoding.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte("id:" + secret)), ascii(ascii(secret)),
		} {
			_, err := echoing(t, "id", secret, "bad credential "+echo+" of id").Token(t.Context())
			require.ErrorContains(t, err, "bad credential [redacted] of id", echo)
		}
	}
}

func TestShortPasswordsLeaveTextAlone(t *testing.T) {
	t.Parallel()
	for _, password := range []string{"red", "act", "d1", "x", "redacted"} {
		_, err := echoing(t, "admin", password, "bad login ("+password+" of admin:"+password+")").Token(t.Context())
		require.ErrorContains(t, err, "bad login ([redacted] of [redacted])", password)
		_, err = echoing(t, "admin", password, "hired, acted, d12").Token(t.Context())
		require.ErrorContains(t, err, "hired, acted, d12", password)
	}
	_, err := echoing(t, "root", "admin", "locked, please contact the administrator").Token(t.Context())
	require.ErrorContains(t, err, "contact the [redacted]")
	assert.NotContains(t, err.Error(), "istrator", "the gap would tell the password")
}

// What a client knows it knows everywhere: in its vendor's texts, in a fetcher's
// plain error, in what that one wraps.
func TestAFetchersErrorShowsNothingThatTheClientKnows(t *testing.T) {
	t.Parallel()
	const secret, signing, beside = "s3cret-canary", "signing-key-canary", "beside-canary"
	basic := base64.StdEncoding.EncodeToString([]byte("app:" + secret))
	for _, echo := range []string{secret, signing, basic, ascii(signing), beside, beside + "-2"} {
		for name, made := range map[string]error{
			"plain":             errors.New("the vendor says: bad credential " + echo),
			"one level down":    fmt.Errorf("login: %w", errors.New("bad credential "+echo)),
			"behind":            &silent{errors.New("bad credential " + echo)},
			"joined":            errors.Join(io.EOF, &silent{errors.New(echo)}),
			"an Error":          &Error{Kind: KindUnavailable, Message: "bad credential " + echo, RequestID: echo},
			"an Error's cause":  &Error{Kind: KindUnavailable, Err: &silent{errors.New(echo)}},
			"around an Error":   fmt.Errorf("%s: %w", echo, &Error{Kind: KindUnavailable, Err: io.EOF}),
			"another's request": &silent{&url.Error{Op: "Get", URL: "https://h/" + echo, Err: io.EOF}},
		} {
			var log bytes.Buffer
			var told []error
			c, err := New(Vendor{
				Name: "acme", Put: PutBearer, Secrets: []Secret{NewSecret(signing)},
				Parse: func(int, http.Header, []byte) Outcome { return Outcome{} },
				Fetch: func(context.Context, Token) (Token, error) {
					return Token{Access: NewSecret(beside), Refresh: NewSecret(beside + "-2")}, made
				},
			}, "https://vendor.example", "app", NewSecret(secret),
				WithLogger(slog.New(slog.NewTextHandler(&log, nil))), WithObserver(func(e Event) { told = append(told, e.Err) }), WithRetries(0))
			require.NoError(t, err)
			_, err = c.Token(t.Context())
			require.Error(t, err)
			for _, err := range append(told, err, c.Source().Status().LastError) {
				for _, text := range everyText(err) {
					assert.NotContains(t, text, echo, name)
				}
			}
			assert.NotContains(t, log.String(), echo, name)
			require.NoError(t, c.Close())
		}
	}
}

// What an error holds beside its text is nobody's to print.
func TestTheFieldsOfAFetchersErrorShowNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "s3cret-canary"
	withBody := &struct {
		error
		Body string
	}{errors.New("login failed"), `{"password":"` + secret + `"}`}
	exit := &exec.ExitError{Stderr: []byte("bad password " + secret)}
	for name, made := range map[string]error{
		"of no named type": withBody, "wrapped": fmt.Errorf("outer: %w", withBody), "of a program": exit,
		"an Error's cause": &Error{Kind: KindUnavailable, Err: withBody},
	} {
		src, err := NewSource(NewKey("acme", "https://h", "id", NewSecret(secret)),
			FetcherFunc(func(context.Context, Token) (Token, error) { return Token{}, made }), WithRetries(0))
		require.NoError(t, err)
		_, err = src.Token(t.Context())
		require.Error(t, err)
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "status", src.Status(), "err", err)
		_, _ = fmt.Fprintf(&log, "%#v %#v", errors.Unwrap(err), errors.Unwrap(src.Status().LastError))
		for _, text := range append(everyText(err), log.String()) {
			for _, written := range []string{secret, base64.StdEncoding.EncodeToString(exit.Stderr), fmt.Sprintf("%#v", exit.Stderr)} {
				assert.NotContains(t, text, written, name)
			}
		}
		var found *exec.ExitError
		require.NotErrorAs(t, err, &found, name)
		require.NoError(t, src.Close())
	}
}

// A fetcher's Error may quote the secret in any of its fields. What the vendor
// documents is no secret.
func TestAFetchersCodeShowsNoSecret(t *testing.T) {
	t.Parallel()
	const secret, documented = "s3cret-canary", "E-s3cret-canary-1"
	for name, c := range map[string]struct{ made, want *Error }{
		"code":       {&Error{Code: secret}, &Error{Vendor: "acme", Code: "[redacted]"}},
		"operation":  {&Error{Code: "E2", Op: "login?key=" + secret}, &Error{Vendor: "acme", Code: "E2", Op: "login?key=[redacted]"}},
		"vendor":     {&Error{Code: "E2", Vendor: secret}, &Error{Vendor: "[redacted]", Code: "E2"}},
		"its own":    {&Error{Code: "E2", Vendor: "acme", Op: "login"}, &Error{Vendor: "acme", Code: "E2", Op: "login"}},
		"documented": {&Error{Code: documented}, &Error{Vendor: "acme", Code: documented}},
	} {
		var log bytes.Buffer
		c.made.Kind = KindInvalidCredentials
		client, err := New(Vendor{
			Name: "acme", Put: PutBearer, Scope: []string{name}, Codes: []CodeInfo{{Code: documented, Kind: KindInvalidCredentials, Call: CodeTokenCall}},
			Parse: func(int, http.Header, []byte) Outcome { return Outcome{} },
			Fetch: func(context.Context, Token) (Token, error) { return Token{}, c.made },
		}, "https://h", "id", NewSecret(secret), WithLogger(slog.New(slog.NewTextHandler(&log, nil))), WithRetries(0))
		require.NoError(t, err)
		_, err = client.Token(t.Context())
		for _, err := range []error{err, client.Source().Status().LastError} {
			e, ok := asError(err)
			require.True(t, ok, name)
			assert.Equal(t, c.want, &Error{Vendor: e.Vendor, Op: e.Op, Code: e.Code}, name)
		}
		if name != "documented" {
			assert.NotContains(t, log.String(), "canary", name)
		}
		require.NoError(t, client.Close())
		if shared := sharedFailureOf(client.Source().toError(c.made), backoff{}, time.Now()); name != "documented" {
			assert.NotContains(t, fmt.Sprint(shared), "canary", name)
		}
	}
}

func TestAKeyFileIsStruckOutWithoutItsLastLineBreak(t *testing.T) {
	t.Parallel()
	const line = "c2lnbmluZy1rZXktY2FuYXJ5"
	for _, end := range []string{"", "\n", "\r\n", "\n\n"} {
		_, err := echoing(t, "id", "s3cret-canary", "bad key "+line, NewSecret(line+end)).Token(t.Context())
		require.ErrorContains(t, err, "bad key [redacted]", "%q", end)
	}
}

// silent says nothing of what it wraps.
type silent struct{ inner error }

func (*silent) Error() string   { return "silent" }
func (s *silent) Unwrap() error { return s.inner }

// everyText returns what err says, and all that it leads to.
func everyText(err error) []string {
	if err == nil {
		return nil
	}
	all := []string{err.Error(), fmt.Sprintf("%+v %#v", err, err)}
	switch e := err.(type) { //nolint:errorlint // one level at a time
	case interface{ Unwrap() error }:
		all = append(all, everyText(e.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			all = append(all, everyText(inner)...)
		}
	}
	return all
}

// A fetcher's error that wraps itself, or has no text, is an error like others.
func TestAStrangeErrorIsAnError(t *testing.T) {
	t.Parallel()
	for _, made := range []error{&loop{}, (*nothingError)(nil)} {
		s, err := NewSource(NewKey("acme", "https://h:443", "id", NewSecret("s3cret-15")), FetcherFunc(func(context.Context, Token) (Token, error) {
			return Token{}, made
		}))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		_, err = s.Token(ctx)
		cancel()
		require.ErrorContains(t, err, "an error ")
		require.NoError(t, s.Close())
	}
}

type loop struct{}

func (*loop) Error() string   { return "loop" }
func (l *loop) Unwrap() error { return l }

type nothingError struct{ text string }

func (e *nothingError) Error() string { return e.text }

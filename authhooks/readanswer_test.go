package authhooks_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// logsIn is acme at any address, whose token call is one POST to /token.
func logsIn(t *testing.T, url string, opts ...authhooks.Option) *acme {
	t.Helper()
	a := &acme{url: url}
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer,
		Fetch: func(ctx context.Context, _ authhooks.Token) (authhooks.Token, error) {
			return a.createToken(ctx, "/token")
		},
	}, url, "id", authhooks.NewSecret("secret-canary"), append(opts, authhooks.WithRetries(0))...)
	require.NoError(t, err)
	a.Client = client
	return a
}

// The body of a 101 is the connection, and nobody may ever say anything on it.
func TestATokenCallThatIsAnsweredWith101Ends(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	hungUp := make(chan error, 8)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				r := bufio.NewReader(conn)
				_, _ = http.ReadRequest(r)
				_, _ = conn.Write([]byte("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"))
				_, err := io.Copy(io.Discard, r) // until the other side closes
				hungUp <- err
				_ = conn.Close()
			}()
		}
	}()
	a := logsIn(t, "http://"+l.Addr().String())
	begin := time.Now()
	_, err = a.Token(t.Context())
	require.ErrorIs(t, err, authhooks.ErrProtocol)
	require.ErrorContains(t, err, "101")
	<-hungUp
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/token", http.NoBody)
	require.NoError(t, err)
	_, err = a.Doer().Do(req)
	require.ErrorIs(t, err, authhooks.ErrProtocol)
	<-hungUp
	require.NoError(t, a.Close())
	assert.Less(t, time.Since(begin), 10*time.Second, "long before the 15 s of a token call")

	// One that the user's own client got.
	var open atomic.Int64
	open.Store(1)
	_, err = a.Receive("createToken", &http.Response{StatusCode: http.StatusSwitchingProtocols, Body: counted{&idle{}, &open}}, nil, nil)
	require.ErrorIs(t, err, authhooks.ErrProtocol)
	assert.Zero(t, open.Load())
}

// behind hides that a transport is net/http's.
type behind struct{ http.RoundTripper }

func TestTheHeaderCapHoldsWhateverCarriesTheAnswer(t *testing.T) {
	t.Parallel()
	for _, http2on := range []bool{false, true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			size := 0
			_, _ = fmt.Sscanf(r.Header.Get("User-Agent"), "want/%d", &size)
			for i := range size >> 12 {
				w.Header().Set(fmt.Sprintf("X-Flood-%03d", i), strings.Repeat("y", 4<<10-20))
			}
			_, _ = fmt.Fprintf(w, `{"code":1,"token":"t","proto":%q}`, r.Proto)
		}))
		server.EnableHTTP2 = http2on
		server.StartTLS()
		t.Cleanup(server.Close)
		config := server.Client().Transport.(*http.Transport).TLSClientConfig
		configured := &http.Transport{TLSClientConfig: config.Clone()}
		_, err := http2.ConfigureTransports(configured)
		require.NoError(t, err)
		plain := &http.Transport{TLSClientConfig: config.Clone(), ForceAttemptHTTP2: true}
		for name, rt := range map[string]http.RoundTripper{"plain": plain, "configured": configured, "the user's own kind": behind{plain}} {
			for size, refused := range map[int]bool{40 << 10: false, 72 << 10: true, 200 << 10: true, 900 << 10: true} {
				a := logsIn(t, server.URL, authhooks.WithHTTPClient(&http.Client{Transport: rt}), authhooks.WithUserAgent(fmt.Sprintf("want/%d", size)))
				_, err := a.Token(t.Context())
				if refused {
					require.ErrorIs(t, err, authhooks.ErrProtocol, "%s, HTTP/2 %v, %d", name, http2on, size)
				} else {
					require.NoError(t, err, "%s, HTTP/2 %v, %d", name, http2on, size)
				}
				require.NoError(t, a.Close())
			}
		}
	}
}

// A transport that golang.org/x/net/http2 has prepared keeps its connections to
// itself: the copy has its own, and closes them.
func TestAPreparedTransportIsNotShared(t *testing.T) {
	t.Parallel()
	var open atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"code":1,"token":"t","text":%q}`, r.Proto)
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		switch s {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed:
			open.Add(-1)
		default:
		}
	}
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	user := &http.Transport{TLSClientConfig: server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()}
	_, err := http2.ConfigureTransports(user)
	require.NoError(t, err)
	t.Cleanup(user.CloseIdleConnections)
	_, text, err := get(t, &http.Client{Transport: user}, server.URL)
	require.NoError(t, err)
	require.Contains(t, text, "HTTP/2.0")
	require.Equal(t, int64(1), open.Load())

	a := logsIn(t, server.URL, authhooks.WithHTTPClient(&http.Client{Transport: user}))
	_, text, err = get(t, a.HTTPClient(), a.url+"/x")
	require.NoError(t, err)
	assert.Contains(t, text, "HTTP/2.0", "the copy speaks it too")
	assert.Equal(t, int64(3), open.Load(), "one for token calls, one for business calls")
	require.NoError(t, a.Close())
	require.Eventually(t, func() bool { return open.Load() == 1 }, 10*time.Second, time.Millisecond, "the user's is left")
	assert.Contains(t, user.TLSNextProto, "h2", "the user's transport is as it was")
}

// nothing breaks net/http's contract, as a hand-written fake may.
func nothing(*http.Request) (*http.Response, error) {
	return nil, nil //nolint:nilnil // the case under test
}

// What breaks net/http's contract, as a hand-written fake may, is an error.
func TestWhatBreaksTheContractOfHTTPIsAnError(t *testing.T) {
	t.Parallel()
	a := logsIn(t, "https://acme.example", authhooks.WithHTTPClient(&http.Client{
		Transport: roundTrip(nothing),
	}))
	t.Cleanup(func() { _ = a.Close() })
	_, err := a.Token(t.Context())
	var e *authhooks.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, authhooks.KindTransport, e.Kind)
	assert.False(t, e.Retryable(), "it would do so again")

	served := serving(t, "", 0, nil)
	t.Cleanup(func() { _ = served.Close() })
	resp, _ := ask(t.Context(), t, served.HTTPClient())
	require.NotNil(t, resp.Body, "net/http promises one")
	require.NoError(t, served.CheckResponse(resp))

	silent, err := authhooks.New(authhooks.Vendor{Name: "acme", Parse: acmeParse, Put: authhooks.PutBearer, Fetch: noFetch},
		"https://acme.example", "id", authhooks.NewSecret("secret"), authhooks.WithHTTPClient(&http.Client{
			Transport: roundTrip(nothing),
		}))
	require.NoError(t, err)
	t.Cleanup(func() { _ = silent.Close() })
	for _, c := range []authhooks.Doer{silent.HTTPClient(), silent.Checked(), silent.Doer(), silent.Guarded()} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/x", nil)
		require.NoError(t, err)
		_, err = c.Do(req)
		require.ErrorIs(t, err, authhooks.ErrTransport, "%T", c)
	}
	for status, want := range map[int]error{200: authhooks.ErrProtocol, 401: authhooks.ErrInvalidCredentials, 101: authhooks.ErrProtocol} {
		require.ErrorIs(t, a.Decode("createToken", &http.Response{StatusCode: status}, nil), want)
	}
	require.ErrorIs(t, a.CheckResponse(&http.Response{StatusCode: http.StatusUnauthorized}), authhooks.ErrTokenRejected)
	require.ErrorIs(t, a.CheckBody(&http.Response{StatusCode: http.StatusOK}, []byte(`{"code":9}`)), errAcmeDead)
}

// A length is a claim: the room for the answer follows what comes.
func TestTheMemoryOfAnAnswerFollowsWhatIsRead(t *testing.T) {
	t.Parallel()
	for _, claimed := range []int64{9e18, math.MaxInt64, 1 << 40, 100, -1} {
		for _, limit := range []int64{math.MaxInt64, math.MaxInt64 - 1, 9e18 + 1, 1 << 20} {
			a := logsIn(t, "https://acme.example", authhooks.WithMaxTokenBody(limit), authhooks.WithHTTPClient(&http.Client{
				Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					return &http.Response{StatusCode: http.StatusOK, ContentLength: claimed, Body: io.NopCloser(strings.NewReader(`{"code":1,"token":"t"}`))}, nil
				}),
			}))
			token, err := a.Token(t.Context())
			require.NoError(t, err, "%d of %d", claimed, limit)
			assert.Equal(t, "t", token.Access.Reveal())
			require.NoError(t, a.Close())
		}
	}
	a := logsIn(t, "https://acme.example", authhooks.WithHTTPClient(&http.Client{
		Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: &idle{}}, nil
		}),
	}))
	_, err := a.Token(t.Context())
	require.ErrorIs(t, err, io.ErrNoProgress, "a body that brings nothing ends too")
	require.NoError(t, a.Close())
}

// In front of a token answer too.
func TestAByteOrderMarkInFrontOfATokenIsSkipped(t *testing.T) {
	t.Parallel()
	token, e := tokenCall(t, write("application/json", "\ufeff{\"code\":1.0,\"token\":\"good\"}"))
	require.Nil(t, e)
	assert.Equal(t, "good", token.Access.Reveal())
	_, e = tokenCall(t, write("application/json", "\ufeff{\"code\":2e0}"))
	require.NotNil(t, e)
	assert.Equal(t, "2", e.Code)
	assert.Equal(t, authhooks.KindInvalidCredentials, e.Kind)
	_, e = tokenCall(t, write("application/json", "\ufeff\ufeff{\"code\":1,\"token\":\"good\"}"))
	require.NotNil(t, e, "two are no mark")
	assert.Equal(t, authhooks.KindProtocol, e.Kind)
}

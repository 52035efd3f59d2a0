package authhooks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// counted counts bodies that are open.
type counted struct {
	io.Reader
	open *atomic.Int64
}

func (c counted) Close() error { c.open.Add(-1); return nil }

func TestEveryRequestBodyIsClosed(t *testing.T) {
	t.Parallel()
	var open atomic.Int64
	a := doorman(t, "10", &clock{})
	body := func() (io.ReadCloser, error) {
		open.Add(1)
		return counted{strings.NewReader("x"), &open}, nil
	}
	send := func(target string) error {
		first, err := body()
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, first)
		require.NoError(t, err)
		req.GetBody = body
		_, _, err = do(t, a.HTTPClient(), req)
		return err
	}
	for range 10 {
		require.NoError(t, send(a.url+"/forbidden"))
	}
	assert.Zero(t, open.Load(), "refused by the vendor")
	require.ErrorIs(t, send("https://elsewhere.invalid/"), authhooks.ErrPolicy)
	assert.Zero(t, open.Load(), "refused by us")
	require.NoError(t, a.Close())
	require.Error(t, send(a.url+"/forbidden"))
	assert.Zero(t, open.Load(), "without a token")
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A RoundTripper of the user's may leave out a body, which net/http forbids.
func TestAnswersWithoutABody(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
		Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) {
			return authhooks.Token{Access: authhooks.NewSecret(fmt.Sprint("t", calls.Add(1)))}, nil
		},
	}, "https://acme.example", "id", authhooks.NewSecret("s"), authhooks.WithHTTPClient(&http.Client{
		Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusUnauthorized, Header: http.Header{}}, nil
		}),
	}))
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	a := &acme{Client: client, url: "https://acme.example"}
	_, err = a.createToken(t.Context(), "/answer")
	require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
	require.ErrorIs(t, a.visit(t, "/x", nil), authhooks.ErrTokenRejected)
	assert.Equal(t, int64(2), calls.Load())
	require.NoError(t, a.CheckResponse(&http.Response{StatusCode: http.StatusSwitchingProtocols}))
}

// The token transport replaces the body of an answer, and must close the original body.
// The body of a 101 is a connection, which nobody else closes.
func TestEveryAnswersBodyIsClosed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"code":1,"token":"t"}`, "{}", "", strings.Repeat("0", 100)} {
		var open atomic.Int64
		client, err := authhooks.New(authhooks.Vendor{
			Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutHeader("X-Acme"),
			Fetch: func(context.Context, authhooks.Token) (authhooks.Token, error) { return authhooks.Token{}, nil },
		}, "https://acme.example", "id", authhooks.NewSecret("s"), authhooks.WithMaxTokenBody(50), authhooks.WithHTTPClient(&http.Client{
			Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				open.Add(1)
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: counted{strings.NewReader(text), &open}}, nil
			}),
		}))
		require.NoError(t, err)
		t.Cleanup(func() { _ = client.Close() })
		a := &acme{Client: client, url: "https://acme.example"}
		_, _ = a.createToken(t.Context(), "/answer")
		assert.Zero(t, open.Load(), text)
	}
}

// summing fills a trailer once its body has been read, as net/http allows.
type summing struct {
	io.Reader
	trailer http.Header
}

func (s *summing) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		s.trailer.Set("X-Sum", "1")
	}
	return n, err
}

func TestTrailersReachTheVendor(t *testing.T) {
	t.Parallel()
	var got atomic.Value
	a := newACME(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		got.Store(r.Trailer.Get("X-Sum"))
	}))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/up", nil)
	require.NoError(t, err)
	req.Trailer = http.Header{"X-Sum": nil}
	req.Body, req.ContentLength = io.NopCloser(&summing{strings.NewReader("x"), req.Trailer}), -1
	_, _, err = do(t, a.HTTPClient(), req)
	require.NoError(t, err)
	assert.Equal(t, "1", got.Load())
}

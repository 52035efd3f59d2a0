package authhooks_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// renewer is a client of a vendor whose refresh tokens live for one use, over a
// transport that a test decides on.
type renewer struct {
	*authhooks.Client
	sent      []string // which operation, in order
	mu        sync.Mutex
	takes     time.Duration // each call
	refuse    bool          // renewals
	roundTrip http.RoundTripper
}

func (v *renewer) RoundTrip(r *http.Request) (*http.Response, error) {
	v.mu.Lock()
	v.sent = append(v.sent, strings.TrimPrefix(r.URL.Path, "/"))
	takes, refuse := v.takes, v.refuse
	v.mu.Unlock()
	select {
	case <-time.After(takes):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	body := `{"code":1,"token":"a-` + time.Now().Format(time.RFC3339Nano) + `","refresh":"r-` + time.Now().Format(time.RFC3339Nano) + `"}`
	if refuse && r.URL.Path == "/refresh" {
		body = `{"code":2}`
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func (v *renewer) call(ctx context.Context, op string) (authhooks.Token, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.BaseURL()+"/"+op, http.NoBody)
	if err != nil {
		return authhooks.Token{}, err
	}
	var out struct {
		Token   authhooks.Secret `json:"token"`
		Refresh authhooks.Secret `json:"refresh"`
	}
	resp, err := v.Doer().Do(req)
	_, err = v.Receive(op, resp, err, &out)
	return authhooks.Token{Access: out.Token, Refresh: out.Refresh, ExpiresAt: time.Now().Add(time.Hour), RefreshExpiresAt: time.Now().Add(100 * time.Hour)}, err
}

func newRenewer(t *testing.T, v *renewer, opts ...authhooks.Option) *renewer {
	t.Helper()
	if v.roundTrip == nil {
		v.roundTrip = v
	}
	client, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Put: authhooks.PutBearer,
		Fetch: func(ctx context.Context, old authhooks.Token) (authhooks.Token, error) {
			return v.RefreshOrLogin(ctx, old,
				func(ctx context.Context, _ authhooks.Secret) (authhooks.Token, error) { return v.call(ctx, "refresh") },
				func(ctx context.Context) (authhooks.Token, error) { return v.call(ctx, "login") })
		},
	}, "https://acme.example", "id", authhooks.NewSecret("secret-canary"),
		append(opts, authhooks.WithHTTPClient(&http.Client{Transport: v.roundTrip}))...)
	require.NoError(t, err)
	v.Client = client
	t.Cleanup(func() { _ = client.Close() })
	return v
}

func withStore(st authhooks.Store) []authhooks.Option {
	return []authhooks.Option{authhooks.WithStore(st), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))}
}

// stored is the token that the next process finds.
func stored(t *testing.T, st authhooks.Store) authhooks.Token {
	t.Helper()
	next := newRenewer(t, &renewer{}, withStore(st)...)
	token, err := next.Token(t.Context())
	require.NoError(t, err)
	assert.Empty(t, next.sent, "it asks nobody")
	return token
}

// A renewal that the vendor may have carried out is waited for, and written to the
// store: its answer may hold the only refresh token that is alive. A login is
// cancelled at once, and so is one that follows a refused renewal.
func TestCloseLetsASentRenewalEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := newBrittle()
		v := newRenewer(t, &renewer{}, withStore(st)...)
		old, err := v.Token(t.Context())
		require.NoError(t, err)
		v.takes = 2 * time.Second
		require.True(t, v.Source().Invalidate(old))
		waiter := make(chan error, 1)
		go func() { _, err := v.Token(t.Context()); waiter <- err }()
		time.Sleep(time.Second)
		before := time.Now()
		go func() {
			assert.ErrorIs(t, <-waiter, authhooks.ErrClosed)
			assert.Zero(t, time.Since(before), "who waits for a token is told at once")
		}()
		require.NoError(t, v.Close())
		assert.Equal(t, time.Second, time.Since(before))
		assert.Equal(t, []string{"login", "refresh"}, v.sent)
		assert.False(t, stored(t, st).Refresh.Equal(old.Refresh))
	})
	synctest.Test(t, func(t *testing.T) { // longer than the bound
		v := newRenewer(t, &renewer{}, withStore(newBrittle())...)
		old, err := v.Token(t.Context())
		require.NoError(t, err)
		v.takes = 10 * time.Second
		require.True(t, v.Source().Invalidate(old))
		go func() { _, _ = v.Token(t.Context()) }()
		synctest.Wait()
		before := time.Now()
		require.NoError(t, v.Close())
		assert.LessOrEqual(t, time.Since(before), 3100*time.Millisecond)
	})
	synctest.Test(t, func(t *testing.T) { // a login
		v := newRenewer(t, &renewer{takes: 2 * time.Second}, withStore(newBrittle())...)
		go func() { _, _ = v.Token(t.Context()) }()
		time.Sleep(time.Second)
		before := time.Now()
		require.NoError(t, v.Close())
		assert.Zero(t, time.Since(before))
	})
	synctest.Test(t, func(t *testing.T) { // a login after a refused renewal
		v := newRenewer(t, &renewer{}, withStore(newBrittle())...)
		old, err := v.Token(t.Context())
		require.NoError(t, err)
		v.takes, v.refuse = 2*time.Second, true
		require.True(t, v.Source().Invalidate(old))
		go func() { _, _ = v.Token(t.Context()) }()
		time.Sleep(time.Second)
		before := time.Now()
		require.NoError(t, v.Close())
		assert.Equal(t, time.Second, time.Since(before))
		assert.Equal(t, []string{"login", "refresh"}, v.sent, "no login is begun after Close")
	})
}

// What has not been sent is cancelled: here a connection that is never made.
func TestCloseCancelsARenewalThatIsNotSent(t *testing.T) {
	t.Parallel()
	dialing, hang := make(chan struct{}), make(chan struct{})
	defer close(hang)
	var black atomic.Bool
	v := &renewer{}
	v.roundTrip = roundTrip(func(r *http.Request) (*http.Response, error) {
		if !black.Load() {
			return v.RoundTrip(r)
		}
		hole := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			close(dialing)
			select {
			case <-ctx.Done():
			case <-hang:
			}
			return nil, errors.New("no way")
		}}
		return hole.RoundTrip(r)
	})
	newRenewer(t, v)
	old, err := v.Token(t.Context())
	require.NoError(t, err)
	black.Store(true)
	require.True(t, v.Source().Invalidate(old))
	go func() { _, _ = v.Token(t.Context()) }()
	<-dialing
	before := time.Now()
	require.NoError(t, v.Close())
	assert.Less(t, time.Since(before), 2*time.Second)
}

// Close in the moment between the vendor's answer and the store's write.
func TestCloseDoesNotLoseAnAnswer(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			st := newBrittle()
			v := newRenewer(t, &renewer{takes: time.Second}, withStore(st)...)
			if !first {
				old, err := v.Token(t.Context())
				require.NoError(t, err)
				require.True(t, v.Source().Invalidate(old))
			}
			writing := make(chan struct{})
			st.beforeSwap = sync.OnceFunc(func() { close(writing); time.Sleep(time.Second) })
			go func() { _, _ = v.Token(t.Context()) }()
			<-writing
			require.NoError(t, v.Close())
			st.beforeSwap = nil
			sent := len(v.sent)
			token := stored(t, st)
			assert.Contains(t, token.Access.Reveal(), "a-")
			assert.Len(t, v.sent, sent)
		})
	}
}

// A token that was fetched while the store was down is in memory alone: Close gives it
// to the store, unless another process has put a newer one there.
func TestCloseHandsOverWhatTheStoreDoesNotHave(t *testing.T) {
	t.Parallel()
	for _, rival := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			st := newBrittle()
			v := newRenewer(t, &renewer{}, withStore(st)...)
			_, err := v.Token(t.Context())
			require.NoError(t, err)
			other := newRenewer(t, &renewer{}, withStore(st)...)
			_, err = other.Token(t.Context())
			require.NoError(t, err)
			st.down.Store(true)
			time.Sleep(61 * time.Minute)
			mine, err := v.Token(t.Context())
			require.NoError(t, err)
			st.down.Store(false)
			time.Sleep(time.Second)
			if rival {
				token, err := other.Token(t.Context())
				require.NoError(t, err)
				require.False(t, token.Access.Equal(mine.Access))
				mine = token
			}
			require.NoError(t, v.Close())
			require.NoError(t, other.Close())
			assert.True(t, stored(t, st).Refresh.Equal(mine.Refresh))
		})
	}
	synctest.Test(t, func(t *testing.T) { // the store is still down: Close does not wait for it
		st := newBrittle()
		st.down.Store(true)
		v := newRenewer(t, &renewer{}, withStore(st)...)
		_, err := v.Token(t.Context())
		require.NoError(t, err)
		require.NoError(t, v.Close())
	})
	synctest.Test(t, func(t *testing.T) { // the store has lost its last write, and nobody has noticed
		st := newRestored()
		v := newRenewer(t, &renewer{}, withStore(st)...)
		first, err := v.Token(t.Context())
		require.NoError(t, err)
		st.backup()
		time.Sleep(time.Millisecond)
		require.True(t, v.Source().Invalidate(first))
		second, err := v.Token(t.Context())
		require.NoError(t, err)
		st.restore(t)
		require.NoError(t, v.Close())
		assert.True(t, stored(t, st).Refresh.Equal(second.Refresh))
	})
}

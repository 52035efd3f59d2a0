package authhooks_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

var rotateFor = flag.Duration("rotate", 500*time.Millisecond, "how long TestAccountsAtRandom runs")

// bouncer is a vendor in memory that rejects some tokens, and says which request has a token
// that is not of the id beside it.
type bouncer struct{ wrong, served atomic.Int64 }

func (b *bouncer) RoundTrip(r *http.Request) (*http.Response, error) {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "-")
	if name == "" || r.Header.Get("X-Id") != idOf(name) {
		b.wrong.Add(1)
	}
	b.served.Add(1)
	body := openDoor
	if rand.N(10) == 0 {
		body = []string{`{"code":"9","text":"dead"}`, `{"code":"10","text":"no"}`}[rand.N(2)]
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

func idOf(name string) string { return "id of " + name }

// randomAccounts are accounts that differ in all, or in the secret and the scope.
var randomAccounts = []string{"a", "b", "c/east", "d/west"}

func randomAccount(name string) authhooks.Account {
	a := accountOf(name)
	a.ID = idOf(name)
	return a
}

// 20 goroutines set accounts, call, invalidate and close at random. A wrong token is one that
// is sent with another account's id, one that a caller gets while an account of another scope
// is set, and one in the record of another account.
func TestAccountsAtRandom(t *testing.T) {
	t.Parallel()
	end := time.Now().Add(*rotateFor)
	door, calls := &bouncer{}, int64(0)
	for time.Now().Before(end) {
		st := authhooks.NewMemoryStore()
		options := [][]authhooks.Option{nil, inStore(st)}[rand.N(2)]
		calls += liveAtRandom(t, door, options)
		if options == nil {
			continue
		}
		for _, name := range randomAccounts {
			assert.True(t, strings.HasPrefix(randomRotor(t, door, name, inStore(st)).token(t), name+"-"), "the record of %s", name)
		}
	}
	assert.Zero(t, door.wrong.Load(), "a token beside another account's id")
	assert.NotZero(t, door.served.Load())
	t.Logf("%d calls, %d requests", calls, door.served.Load())
}

func randomRotor(t *testing.T, door *bouncer, name string, opts []authhooks.Option) *rotor {
	t.Helper()
	r := &rotor{takes: time.Duration(rand.N(2000)) * time.Microsecond}
	a := randomAccount(name)
	c, err := authhooks.New(authhooks.Vendor{
		Name: "acme", Codes: acmeCodes(), Parse: acmeParse, Fetch: r.fetch, Credentials: a.Credentials, Scope: a.Scope,
		Put: func(req *http.Request, token authhooks.Token) error {
			req.Header.Set("X-Id", token.AccountID())
			return authhooks.PutBearer(req, token)
		},
	}, "https://acme.example", a.ID, a.Secret, append([]authhooks.Option{authhooks.WithHTTPClient(&http.Client{Transport: door})}, opts...)...)
	require.NoError(t, err)
	r.Client = c
	t.Cleanup(func() { _ = c.Close() })
	return r
}

// liveAtRandom lets 20 goroutines use one client until one of them closes it.
func liveAtRandom(t *testing.T, door *bouncer, opts []authhooks.Option) (calls int64) {
	t.Helper()
	r := randomRotor(t, door, "a", opts)
	var setting sync.Mutex
	var set atomic.Pointer[string] // the account that is set, nil while one is being set
	now := "a"
	set.Store(&now)
	var made atomic.Int64
	var closed atomic.Bool
	report := func(err error) {
		if err != nil && !errors.Is(err, authhooks.ErrClosed) && !errors.Is(err, authhooks.ErrTokenRejected) && !errors.Is(err, authhooks.ErrPermissionDenied) {
			assert.NoError(t, err)
		}
		assert.False(t, errors.Is(err, authhooks.ErrClosed) && !closed.Load(), "nobody has closed it")
	}
	act := func() {
		switch n := rand.N(100); {
		case n < 10:
			name := randomAccounts[rand.N(len(randomAccounts))]
			setting.Lock()
			before := set.Swap(nil)
			err := r.SetAccount(randomAccount(name), nil)
			if set.Store(&name); err != nil {
				set.Store(before)
			}
			setting.Unlock()
			report(err)
		case n < 15:
			token, err := r.Token(t.Context())
			r.Source().Invalidate(token)
			report(err)
		case n < 50:
			before := set.Load()
			token, err := r.Token(t.Context())
			report(err)
			name, _, _ := strings.Cut(token.Access.Reveal(), "-")
			if before != nil && before == set.Load() && err == nil && scopeOf(name) != scopeOf(*before) {
				assert.Fail(t, "a token of another scope", "%s, the account is %s", name, *before)
			}
		default:
			made.Add(1)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://acme.example/x", nil)
			if !assert.NoError(t, err) {
				return
			}
			resp, err := r.Checked().Do(req)
			if err == nil {
				_ = resp.Body.Close()
			}
			report(err)
		}
	}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			for !closed.Load() {
				if act(); rand.N(4000) == 0 {
					closed.Store(true)
					assert.NoError(t, r.Close())
				}
			}
		})
	}
	group.Wait()
	require.NoError(t, r.Close())
	return made.Load()
}

func scopeOf(name string) string {
	_, scope, _ := strings.Cut(name, "/")
	return fmt.Sprint(scope)
}

//go:build soak

package soak_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// line is one vendor with the client that all its callers share.
type line struct {
	number     int
	vendor     accounts.Vendor
	simulators *simulators
	client     *authhooks.Client
	frost      frost // of the stores of all its clients

	calls, good, left, visits, fetches, replays atomic.Int64
	fetched, stored                             chan struct{} // hold one when the client has fetched, or written to its store, since they were emptied
	between                                     sync.RWMutex  // a revocation falls between calls, so that one replay is enough

	mu        sync.Mutex
	longest   time.Duration
	episodes  []*episode
	injected  map[string]int
	excused   map[string]int
	unexcused map[string]int
	awaited   *passage // nil while nobody waits
}

// passage is the first good call, of those that all callers share the client of,
// that began after a moment.
type passage struct {
	after time.Time
	made  chan struct{}
}

// episode is a trouble from when it was brought until the vendor was well again.
type episode struct {
	trouble
	from, to time.Time // to is zero while it lasts
	used     bool      // of a trouble for one caller: it has been told
}

func newLine(t *testing.T, number int, v accounts.Vendor, s *simulators) *line {
	t.Helper()
	l := &line{
		number: number, vendor: v, simulators: s, fetched: make(chan struct{}, 1), stored: make(chan struct{}, 1),
		injected: map[string]int{}, excused: map[string]int{}, unexcused: map[string]int{},
	}
	options, err := l.options(func() { fill(l.fetched) }, func() { fill(l.stored) })
	require.NoError(t, err)
	connection, err := v.Connect(s.Addresses[number], options...)
	require.NoError(t, err)
	l.client = connection.Client
	return l
}

// options are those of a program that is serious about many calls. Each client has
// a store of its own: what one is told is no other's trouble. With a store key no
// visit spends its time on stretching the credential.
func (l *line) options(fetched, stored func()) ([]authhooks.Option, error) {
	transport, err := trusting(l.simulators.Certificates[l.number])
	if err != nil {
		return nil, err
	}
	return []authhooks.Option{
		authhooks.WithHTTPClient(&http.Client{Transport: transport}),
		authhooks.WithStore(&freezable{frost: &l.frost, written: stored}),
		authhooks.WithStoreKey(authhooks.NewSecret("a key of the soak's own, 32 bytes")),
		authhooks.WithObserver(func(e authhooks.Event) {
			switch e.Type {
			case authhooks.EventFetched:
				l.fetches.Add(1)
				fetched()
			case authhooks.EventReplayed:
				l.replays.Add(1)
			default:
			}
		}),
	}, nil
}

// keepCalling is one caller. Now and then it is in a hurry and leaves.
func (l *line) keepCalling(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		patience := time.Duration(0)
		if random.IntN(50) == 0 {
			patience = time.Duration(random.IntN(3000)) * time.Microsecond
		}
		l.call(ctx, l.client, patience)
		pause(ctx, time.Duration(5+random.IntN(40))*time.Millisecond)
	}
}

// visit makes clients that live for one call: each must leave nothing behind.
func (l *line) visit(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		options, err := l.options(func() {}, func() {})
		if err != nil {
			l.blame(err.Error())
			return
		}
		c, err := l.vendor.Connect(l.simulators.Addresses[l.number], options...)
		if err != nil {
			l.blame(err.Error())
			return
		}
		l.call(ctx, c.Client, 0)
		l.visits.Add(1)
		if err := c.Client.Close(); err != nil {
			l.blame(err.Error())
		}
		pause(ctx, time.Duration(500+random.IntN(2500))*time.Millisecond)
	}
}

// call makes one business call and settles what came of it.
func (l *line) call(outer context.Context, c *authhooks.Client, patience time.Duration) {
	ctx := outer
	if patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(outer, patience)
		defer cancel()
	}
	l.between.RLock()
	began := time.Now()
	err := l.business(ctx, c)
	took := time.Since(began)
	l.between.RUnlock()
	l.calls.Add(1)
	switch {
	case err == nil:
		l.good.Add(1)
		l.mu.Lock()
		l.longest = max(l.longest, took)
		if l.awaited != nil && c == l.client && began.After(l.awaited.after) {
			close(l.awaited.made)
			l.awaited = nil
		}
		l.mu.Unlock()
	case ctx.Err() != nil && l.isLeaving(err, ctx.Err()):
		l.left.Add(1)
	default:
		l.settle(err, began)
	}
}

func (l *line) business(ctx context.Context, c *authhooks.Client) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.simulators.Addresses[l.number].URL+l.vendor.Business, nil)
	if err != nil {
		return err
	}
	resp, err := c.HTTPClient().Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := c.CheckResponse(resp); err != nil {
		return err
	}
	if _, err = io.Copy(io.Discard, resp.Body); err != nil && ctx.Err() == nil {
		return &authhooks.Error{Op: "body", Kind: authhooks.KindTransport, Err: err} // net/http's own
	}
	return err
}

// isLeaving reports whether a caller whose ctx has ended may be told err.
func (l *line) isLeaving(err, ended error) bool {
	e, ok := errors.AsType[*authhooks.Error](err)
	return errors.Is(err, ended) || ok && isAmbiguous(l.vendor, e)
}

// settle looks for the injected trouble that a failure is due to.
func (l *line) settle(err error, began time.Time) {
	e, ok := errors.AsType[*authhooks.Error](err)
	if !ok {
		l.blame(err.Error())
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.episodes {
		if (p.to.IsZero() || began.Before(p.to)) && !p.used && p.excuses(l.vendor, e) {
			p.used = p.who == one
			l.excused[e.Kind.String()]++
			return
		}
	}
	l.unexcused[e.Error()]++
}

func (l *line) blame(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unexcused[text]++
}

// trouble brings one trouble after the other, each when the last is over.
func (l *line) trouble(ctx context.Context, random *rand.Rand) {
	for d := first(random, hasFront(l.number)); ctx.Err() == nil; d = draw(random, l.vendor, hasFront(l.number)) {
		l.suffer(ctx, d)
		pause(ctx, time.Duration(20+random.IntN(300))*time.Millisecond)
	}
}

func (l *line) suffer(ctx context.Context, d trouble) {
	if d.Name == silence { // of connections that are in use
		if err := within(l.passage(), "no call got through before"); err != nil {
			l.blame(d.Name + ": " + err.Error())
			return
		}
	}
	p := &episode{trouble: d, from: time.Now()}
	l.mu.Lock()
	l.injected[d.Name]++
	l.episodes = append(l.episodes, p)
	if len(l.episodes) > 8 {
		l.episodes = slices.Clone(l.episodes[1:])
	}
	l.mu.Unlock()
	if d.Name == revocation {
		l.between.Lock()
		defer l.between.Unlock()
	}
	if err := l.getOver(ctx, d); err != nil {
		l.blame(d.Name + ": " + err.Error())
	}
	l.mu.Lock()
	p.to = time.Now()
	l.mu.Unlock()
}

// getOver brings d and returns when the vendor is well again.
func (l *line) getOver(ctx context.Context, d trouble) error {
	if d.Name == frozenStore {
		err := within(l.frost.begin(), "no call met it")
		pause(ctx, d.Delay)
		l.frost.end()
		if err != nil {
			return err
		}
		return next(l.stored, "no write followed")
	}
	met, err := l.simulators.bring(l.number, d)
	if err == nil {
		err = within(met, "no call met it")
	}
	switch {
	case err != nil:
		return err
	case d.Name == silence:
		err = within(l.passage(), "no call got through")
	case d.who != everyone:
		return nil
	}
	if err != nil {
		return err
	}
	return next(l.fetched, "no fetch followed")
}

func (l *line) passage() <-chan struct{} {
	made := make(chan struct{})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.awaited = &passage{after: time.Now(), made: made}
	return made
}

package authtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	// No check may take longer, over a slow store either.
	storeCheckTime = 2 * time.Minute
	// The ttl of what a check does not wait for the end of.
	storeLong = 10 * time.Minute
	// The ttl of what a check does wait for the end of: long enough for a slow
	// machine to do something within it.
	storeShort = 300 * time.Millisecond
	// Whoever is told to stop must have done so by then.
	storePrompt = 5 * time.Second
)

// StoreCheck is one thing that every [authhooks.Store] must do.
type StoreCheck struct {
	Name string // lower case words with hyphens: fit for t.Run
	// Run returns what the store does wrong, nil if nothing. It is safe to run
	// checks in parallel, and over a store that holds other records: each uses
	// names of its own, which it leaves there to expire within ten minutes.
	Run func(ctx context.Context) error
}

// StoreOption changes what [StoreSuite] asks of a store.
type StoreOption interface{ applyStore(s *storeSuite) }

type storeOption func(*storeSuite)

func (o storeOption) applyStore(s *storeSuite) { o(s) }

// WithLocksUntilUnlock leaves out that a lock ends after its ttl: for a store
// whose locks end with unlock or with their holder only.
func WithLocksUntilUnlock() StoreOption {
	return storeOption(func(s *storeSuite) { s.untilUnlock = true })
}

// WithoutLocks leaves out the checks of [authhooks.Locker], which are otherwise
// wanted of every store.
func WithoutLocks() StoreOption { return storeOption(func(s *storeSuite) { s.noLocks = true }) }

type storeSuite struct {
	open        func() (authhooks.Store, error)
	untilUnlock bool
	noLocks     bool
}

// handle is an opened store that names what fails.
type handle struct{ authhooks.Store }

// StoreSuite returns the checks of a store, for a test to loop over:
//
//	for _, check := range authtest.StoreSuite(open) {
//		t.Run(check.Name, func(t *testing.T) {
//			if err := check.Run(t.Context()); err != nil {
//				t.Error(err)
//			}
//		})
//	}
//
// open is called several times by every check, and returns another handle on
// the same records each time, as another process would have it; a store that
// is one value may return it again. open keeps what is to be closed.
func StoreSuite(open func() (authhooks.Store, error), opts ...StoreOption) []StoreCheck {
	s := &storeSuite{open: open}
	for _, o := range opts {
		o.applyStore(s)
	}
	checks := []StoreCheck{
		s.check("absent", checkAbsent),
		s.check("create", checkCreate),
		s.check("swap", checkSwap),
		s.check("versions-differ", checkVersions),
		s.check("delete", checkDelete),
		s.check("ttl", checkTTL),
		s.check("ttl-not-positive", checkBadTTL),
		s.check("any-bytes", checkBytes),
		s.check("records-are-copies", checkCopies),
		s.check("names-do-not-mix", checkNames),
		s.check("no-lost-update", checkCounter),
		s.check("handles-see-each-other", checkHandles),
		s.check("reads-see-writes", checkFresh),
		s.check("cancelled", checkCancelled),
		s.check("cut-short", checkLateCalls),
	}
	if s.noLocks {
		return checks
	}
	checks = append(checks,
		s.check("lock-exclusive", checkLockExclusive),
		s.check("lock-cancelled", checkLockCancelled),
		s.check("lock-cut-short", checkLateLock),
		s.check("lock-names-do-not-mix", checkLockNames),
		s.check("lock-unlocked-twice", checkLockTwice),
	)
	if !s.untilUnlock {
		checks = append(checks,
			s.check("lock-ttl", checkLockTTL),
			s.check("lock-former-owner", checkLockFormerOwner),
		)
	}
	return checks
}

// check gives f two handles and bounds its time.
func (s *storeSuite) check(name string, f func(ctx context.Context, a, b handle) error) StoreCheck {
	return StoreCheck{Name: name, Run: func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, storeCheckTime)
		defer cancel()
		a, err := s.open()
		if err != nil {
			return fmt.Errorf("open: %w", err)
		}
		b, err := s.open()
		if err != nil {
			return fmt.Errorf("open again: %w", err)
		}
		return f(ctx, handle{a}, handle{b})
	}}
}

// put writes what must be taken.
func (h handle) put(ctx context.Context, name string, old authhooks.Version, text string) (authhooks.Version, error) {
	v, err := h.CompareAndSwap(ctx, name, old, authhooks.Record(text), storeLong)
	switch {
	case err != nil:
		return "", fmt.Errorf("write: %w", err)
	case v == "":
		return "", errors.New("write: the version is empty, which means that there is none")
	case v == old:
		return "", errors.New("write: the version did not change")
	}
	return v, nil
}

// expect reads what must be there.
func (h handle) expect(ctx context.Context, name, text string, version authhooks.Version) error {
	r, v, err := h.Load(ctx, name)
	switch {
	case err != nil:
		return fmt.Errorf("load: %w", err)
	case string(r) != text:
		return fmt.Errorf("load: %d bytes that are not the %d written", len(r), len(text))
	case v != version:
		return fmt.Errorf("load: version %q, after %q was written", v, version)
	}
	return nil
}

// expectNone reads what must not be there.
func (h handle) expectNone(ctx context.Context, name string) error {
	r, v, err := h.Load(ctx, name)
	if err := wantError("load of an absent record", err, authhooks.ErrNotFound); err != nil {
		return err
	}
	if len(r) > 0 || v != "" {
		return errors.New("load of an absent record: there is a record or a version beside the error")
	}
	return nil
}

func wantError(what string, got, want error) error {
	switch {
	case errors.Is(got, want):
		return nil
	case got == nil:
		return fmt.Errorf("%s: no error, want %w", what, want)
	}
	return fmt.Errorf("%s: error %w, want another: %w", what, got, want)
}

// firstError is errors.Join where one is enough.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// within runs f, which must come back soon.
func within(what string, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	timer := time.NewTimer(storePrompt)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return fmt.Errorf("%s: not back %v after its context ended; %s", what, storePrompt, stuckStore)
	}
}

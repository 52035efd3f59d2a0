package authtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const (
	// storeCheckTime bounds a check, also over a slow store.
	storeCheckTime = 2 * time.Minute
	// storeLong is the ttl of records and locks whose end no check waits for.
	storeLong = 10 * time.Minute
	// storeShort is the ttl of records and locks whose end a check waits for. It is long
	// enough for a slow machine to act within it.
	storeShort = 300 * time.Millisecond
	// storePrompt bounds how long a cancelled call may take to return.
	storePrompt = 5 * time.Second
)

// StoreCheck is one requirement that every [authhooks.Store] must meet.
type StoreCheck struct {
	Name string // lower-case words with hyphens, fit for t.Run
	// Run returns what the store does wrong, or nil. Checks may run in parallel, and over
	// a store that holds other records. Each check uses names of its own and leaves their
	// records to expire within ten minutes.
	Run func(ctx context.Context) error
}

// StoreOption changes what [StoreSuite] requires of a store.
type StoreOption interface{ applyStore(s *storeSuite) }

type storeOption func(*storeSuite)

func (o storeOption) applyStore(s *storeSuite) { o(s) }

// WithLocksUntilUnlock omits the check that a lock ends after its ttl. Use it for a store
// whose locks end only with unlock or with their holder.
func WithLocksUntilUnlock() StoreOption {
	return storeOption(func(s *storeSuite) { s.untilUnlock = true })
}

// WithoutLocks omits the checks of [authhooks.Locker]. Without this option every store
// must be a Locker.
func WithoutLocks() StoreOption { return storeOption(func(s *storeSuite) { s.noLocks = true }) }

type storeSuite struct {
	open        func() (authhooks.Store, error)
	untilUnlock bool
	noLocks     bool
}

// handle is an opened store. Its errors name the call that failed.
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
// Every check calls open several times. Each call returns another handle on the same
// records, as another process would have. A store that is one value may return the same
// value again. The caller of StoreSuite closes what open opens.
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

// check passes two handles to f and bounds its time.
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

// put makes a write that must succeed.
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

// expect reads a record that must exist.
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

// expectNone reads a record that must not exist.
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

// firstError returns the first error. One is enough, so errors.Join is not needed.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// within runs f, which must return soon.
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

package authtest

import (
	"errors"
	"fmt"
	"time"
)

// Option changes how a simulator behaves. The shared options are here. Each simulator
// adds the options that only its vendor needs, made with [Facts].
type Option interface{ apply(s *settings) error }

type settings struct {
	clock          *Clock
	lifetime       time.Duration
	newKillsOld    bool
	refreshRotates bool
	blocked        map[string]bool
	limits         []window
	watch          []func(Exchange)
	log            func(format string, args ...any) // nil outside of a test
	facts          any                              // *F of the vendor whose simulator is being built
}

type optionFunc func(s *settings) error

func (f optionFunc) apply(s *settings) error { return f(s) }

// WithClock sets the simulator's clock. A test can move it, or share it with other
// simulators and the client under test.
func WithClock(c *Clock) Option {
	return optionFunc(func(s *settings) error {
		if c == nil {
			return errors.New("authtest: WithClock: the clock is nil")
		}
		s.clock = c
		return nil
	})
}

// WithLifetime sets how long access tokens live, instead of the time on the vendor's
// page. Answers that state the lifetime state this one.
func WithLifetime(d time.Duration) Option {
	return optionFunc(func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("authtest: WithLifetime: %v is not a lifetime", d)
		}
		s.lifetime = d
		return nil
	})
}

// NewKillsOld makes a new token revoke the earlier tokens of the same subject. No page
// says that its vendor does this, and no page excludes it.
func NewKillsOld() Option {
	return optionFunc(func(s *settings) error { s.newKillsOld = true; return nil })
}

// RefreshRotates makes a refresh revoke the refresh token that it used. Pages seldom say
// whether their vendor does this. A simulator without refresh tokens ignores the option.
func RefreshRotates() Option {
	return optionFunc(func(s *settings) error { s.refreshRotates = true; return nil })
}

// MethodBlocked puts a firewall in front of the vendor. The firewall answers every
// request of that method with 405 and an HTML page.
func MethodBlocked(method string) Option {
	return optionFunc(func(s *settings) error {
		if s.blocked == nil {
			s.blocked = map[string]bool{}
		}
		s.blocked[method] = true
		return nil
	})
}

// WithLimit makes the vendor refuse calls beyond a limit. Several limits may be given. No
// page states its vendor's limits.
func WithLimit(l Limit) Option {
	return optionFunc(func(s *settings) error {
		if l.Calls < 0 || l.Per <= 0 {
			return fmt.Errorf("authtest: WithLimit: %d calls per %v is not a limit", l.Calls, l.Per)
		}
		s.limits = append(s.limits, window{Limit: l})
		return nil
	})
}

// OnExchange calls f with every exchange, secrets included, before its answer is sent.
// Use it in tests that compare each exchange with a contract. f must be safe for
// concurrent use. It is not called after Close has returned.
func OnExchange(f func(Exchange)) Option {
	return optionFunc(func(s *settings) error {
		if f == nil {
			return errors.New("authtest: OnExchange: the function is nil")
		}
		s.watch = append(s.watch, f)
		return nil
	})
}

// Facts returns an option of one vendor's simulator. set changes the F that was passed to
// [NewSim]. With another vendor's simulator the option is an error.
func Facts[F any](set func(facts *F)) Option {
	return optionFunc(func(s *settings) error {
		facts, ok := s.facts.(*F)
		if !ok {
			return fmt.Errorf("authtest: an option for %T was given to a simulator with %T", facts, s.facts)
		}
		set(facts)
		return nil
	})
}

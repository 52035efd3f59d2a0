package authtest

import (
	"errors"
	"fmt"
	"time"
)

// Option changes how a simulator behaves. The shared ones are here; each
// simulator adds those that only its vendor needs, made with [Facts].
type Option interface{ apply(s *settings) error }

type settings struct {
	clock          *Clock
	lifetime       time.Duration
	newKillsOld    bool
	refreshRotates bool
	blocked        map[string]bool
	limits         []window
	watch          []func(Exchange)
	facts          any // *F of the vendor whose simulator is being built
}

type optionFunc func(s *settings) error

func (f optionFunc) apply(s *settings) error { return f(s) }

// WithClock gives the simulator a clock that is moved, or shared with other
// simulators and with the client under test, from outside.
func WithClock(c *Clock) Option {
	return optionFunc(func(s *settings) error {
		if c == nil {
			return errors.New("authtest: WithClock: the clock is nil")
		}
		s.clock = c
		return nil
	})
}

// WithLifetime sets how long access tokens live, in place of what the vendor's
// page states. Answers that tell the lifetime tell this one.
func WithLifetime(d time.Duration) Option {
	return optionFunc(func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("authtest: WithLifetime: %v is not a lifetime", d)
		}
		s.lifetime = d
		return nil
	})
}

// NewKillsOld makes a newly issued token revoke those issued before it to the
// same subject. No page says that its vendor does this, none rules it out.
func NewKillsOld() Option {
	return optionFunc(func(s *settings) error { s.newKillsOld = true; return nil })
}

// RefreshRotates makes a refresh revoke the refresh token it used. Whether a
// vendor does that is seldom written; simulators whose vendor has no refresh
// token ignore it.
func RefreshRotates() Option {
	return optionFunc(func(s *settings) error { s.refreshRotates = true; return nil })
}

// MethodBlocked puts a firewall before the vendor that answers every request of
// that method with 405 and a page of HTML.
func MethodBlocked(method string) Option {
	return optionFunc(func(s *settings) error {
		if s.blocked == nil {
			s.blocked = map[string]bool{}
		}
		s.blocked[method] = true
		return nil
	})
}

// WithLimit makes the vendor refuse calls past a limit. It may be given several
// times. No page states its vendor's limits.
func WithLimit(l Limit) Option {
	return optionFunc(func(s *settings) error {
		if l.Calls < 0 || l.Per <= 0 {
			return fmt.Errorf("authtest: WithLimit: %d calls per %v is not a limit", l.Calls, l.Per)
		}
		s.limits = append(s.limits, window{Limit: l})
		return nil
	})
}

// OnExchange calls f with every exchange, secrets and all, before its answer is
// sent: for tests that hold each of them against a contract. f must be safe for
// concurrent use and is not called any more once Close has returned.
func OnExchange(f func(Exchange)) Option {
	return optionFunc(func(s *settings) error {
		if f == nil {
			return errors.New("authtest: OnExchange: the function is nil")
		}
		s.watch = append(s.watch, f)
		return nil
	})
}

// Facts makes an option of one vendor's simulator: set changes the F that was
// given to [NewSim]. Given to another vendor's simulator it is an error.
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

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

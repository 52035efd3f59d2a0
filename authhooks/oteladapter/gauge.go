package oteladapter

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.opentelemetry.io/otel/metric"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// gauges are the instruments that read the status of sources.
type gauges struct {
	age, timeToExpiry        metric.Float64ObservableGauge
	cached, failing, storeUp metric.Int64ObservableGauge
}

func newGauges(m metric.Meter) (gauges, error) {
	var g gauges
	failed := make([]error, 0, 5)
	for _, row := range []struct {
		into              *metric.Float64ObservableGauge
		name, description string
	}{
		{&g.age, "vendorauth.token.age", "Time since the cached token was issued."},
		{&g.timeToExpiry, "vendorauth.token.time_to_expiry", "Time until the cached token expires."},
	} {
		var err error
		*row.into, err = m.Float64ObservableGauge(row.name, metric.WithUnit("s"), metric.WithDescription(row.description))
		failed = append(failed, err)
	}
	for _, row := range []struct {
		into                    *metric.Int64ObservableGauge
		name, unit, description string
	}{
		{&g.cached, "vendorauth.token.cached", "{token}", "Whether a valid token is cached: 1 or 0."},
		{&g.failing, "vendorauth.source.failing", "{source}", "Whether the last fetch failed: 1 or 0."},
		{&g.storeUp, "vendorauth.store.up", "{store}", "Whether the store works: 1 or 0. Without a store it is 1."},
	} {
		var err error
		*row.into, err = m.Int64ObservableGauge(row.name, metric.WithUnit(row.unit), metric.WithDescription(row.description))
		failed = append(failed, err)
	}
	return g, errors.Join(failed...)
}

// Watch reads the gauges of s from its status at each collection, until stop is called.
// name is the attribute vendorauth.source. It must not be empty, and must not be watched
// already. A nil s is an error too.
//
// Age and time to expiry are absent if there is no token, or if nobody says the time.
func (a *Adapter) Watch(name string, s *authhooks.Source) (stop func(), err error) {
	if name == "" || s == nil {
		return nil, errors.New("oteladapter: Watch needs a name and a source")
	}
	if !a.claim(name) {
		return nil, fmt.Errorf("oteladapter: a source named %q is watched already", name)
	}
	registration, err := a.meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		a.observe(o, name, s)
		return nil
	}, a.gauges.age, a.gauges.timeToExpiry, a.gauges.cached, a.gauges.failing, a.gauges.storeUp)
	if err != nil {
		a.release(name)
		return nil, err
	}
	var once sync.Once
	return func() {
		once.Do(func() {
			_ = registration.Unregister() // the API returns an error for a provider that is gone
			a.release(name)
		})
	}, nil
}

func (a *Adapter) claim(name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.watched[name] {
		return false
	}
	a.watched[name] = true
	return true
}

func (a *Adapter) release(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.watched, name)
}

func (a *Adapter) observe(o metric.Observer, name string, s *authhooks.Source) {
	source := keySource.String(name)
	st, now := s.Status(), s.Now()
	issued := st.IssuedAt
	if issued.IsZero() {
		issued = st.LastFetch
	}
	has := st.Fingerprint != ""
	if has && !issued.IsZero() {
		o.ObserveFloat64(a.gauges.age, now.Sub(issued).Seconds(), metric.WithAttributes(source))
	}
	if has && !st.ExpiresAt.IsZero() {
		o.ObserveFloat64(a.gauges.timeToExpiry, st.ExpiresAt.Sub(now).Seconds(), metric.WithAttributes(source))
	}
	valid := has && (st.ExpiresAt.IsZero() || now.Before(st.ExpiresAt))
	o.ObserveInt64(a.gauges.cached, number(valid), metric.WithAttributes(source))
	o.ObserveInt64(a.gauges.storeUp, number(st.StoreError == nil), metric.WithAttributes(source))
	if st.LastError == nil {
		o.ObserveInt64(a.gauges.failing, 0, metric.WithAttributes(source))
		return
	}
	var failed *authhooks.Error
	errors.As(st.LastError, &failed) // every error of a source is one
	o.ObserveInt64(a.gauges.failing, 1, metric.WithAttributes(source, errorType(failed.Kind)))
}

func number(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

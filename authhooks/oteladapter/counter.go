package oteladapter

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

// counters are the instruments that events are counted with.
type counters struct {
	fetches, retries, adoptions, invalidations, rejections, replays, storeChanges metric.Int64Counter
	duration                                                                      metric.Float64Histogram
}

// durationBounds are those of the semantic conventions for HTTP calls, up to the longest
// time that a fetch takes by default.
var durationBounds = []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15}

func newCounters(m metric.Meter) (counters, error) {
	var c counters
	failed := make([]error, 0, 8)
	for _, row := range []struct {
		into                    *metric.Int64Counter
		name, unit, description string
	}{
		{&c.fetches, "vendorauth.fetches", "{fetch}", "Fetches of a token from the vendor."},
		{&c.retries, "vendorauth.retries", "{retry}", "Failed tries that another try followed."},
		{&c.adoptions, "vendorauth.adoptions", "{adoption}", "Tokens of other processes that were taken from the store."},
		{&c.invalidations, "vendorauth.invalidations", "{token}", "Tokens that were dropped after a rejection."},
		{&c.rejections, "vendorauth.rejections", "{rejection}", "Business answers that say, or may say, that the token is dead."},
		{&c.replays, "vendorauth.replays", "{replay}", "Business calls that were sent again with another token."},
		{&c.storeChanges, "vendorauth.store.changes", "{change}", "Changes of the store between up and down."},
	} {
		var err error
		*row.into, err = m.Int64Counter(row.name, metric.WithUnit(row.unit), metric.WithDescription(row.description))
		failed = append(failed, err)
	}
	var err error
	c.duration, err = m.Float64Histogram("vendorauth.fetch.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of fetches, with their retries."), metric.WithExplicitBucketBoundaries(durationBounds...))
	return c, errors.Join(append(failed, err)...)
}

// record counts an event.
func (a *Adapter) record(e authhooks.Event) {
	vendor := keyVendor.String(e.Vendor)
	add := func(counter metric.Int64Counter, more ...attribute.KeyValue) {
		counter.Add(context.Background(), 1, metric.WithAttributes(append(more, vendor)...))
	}
	operation := keyOperation.String(e.Op)
	switch e.Type {
	case authhooks.EventFetched, authhooks.EventRefused:
		result := keyResult.String(string(e.Type))
		add(a.counters.fetches, append(a.failureCode(e), operation, result)...)
		a.counters.duration.Record(context.Background(), e.Took.Seconds(),
			metric.WithAttributes(append(failure(e), vendor, operation, result)...))
	case authhooks.EventRetried:
		add(a.counters.retries, append(a.failureCode(e), operation)...)
	case authhooks.EventAdopted:
		add(a.counters.adoptions)
	case authhooks.EventInvalidated:
		add(a.counters.invalidations)
	case authhooks.EventRejected:
		add(a.counters.rejections, a.failureCode(e)...)
	case authhooks.EventReplayed:
		add(a.counters.replays)
	case authhooks.EventStoreDown:
		add(a.counters.storeChanges, keyState.String("down"))
	case authhooks.EventStoreUp:
		add(a.counters.storeChanges, keyState.String("up"))
	}
}

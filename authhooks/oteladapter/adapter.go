package oteladapter

import (
	"sync"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

const scope = "github.com/vendorauth/vendorauth-go/authhooks/oteladapter"

// Adapter reports what sources do. One Adapter serves any number of sources. It is safe
// for concurrent use.
type Adapter struct {
	meter    metric.Meter
	tracer   trace.Tracer
	counters counters
	gauges   gauges

	mu      sync.Mutex // guards the following
	codes   map[string]bool
	watched map[string]bool
}

// New returns an adapter that creates its instruments with meters and its spans with
// tracers. nil means OpenTelemetry's global provider. The error is that of a provider that
// refuses an instrument.
func New(meters metric.MeterProvider, tracers trace.TracerProvider) (*Adapter, error) {
	if meters == nil {
		meters = otel.GetMeterProvider()
	}
	if tracers == nil {
		tracers = otel.GetTracerProvider()
	}
	a := &Adapter{
		meter: meters.Meter(scope), tracer: tracers.Tracer(scope),
		codes: make(map[string]bool), watched: make(map[string]bool),
	}
	var err error
	if a.counters, err = newCounters(a.meter); err != nil {
		return nil, err
	}
	if a.gauges, err = newGauges(a.meter); err != nil {
		return nil, err
	}
	return a, nil
}

// Option returns the option for a client or a source. Add [authhooks.WithCallerValues]
// if the span of a token call is to hang below the span of the call that needs the token.
func (a *Adapter) Option() authhooks.SourceOption { return authhooks.JoinOptions(a.Options()...) }

// Options returns the options that Option joins.
func (a *Adapter) Options() []authhooks.SourceOption {
	return []authhooks.SourceOption{authhooks.WithObserver(a.record), authhooks.WithTrace(a.start)}
}

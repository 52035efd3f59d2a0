package oteladapter_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/metric"
	metrics "go.opentelemetry.io/otel/metric/noop"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/oteladapter"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// meters is a provider of one meter.
type meters struct {
	metrics.MeterProvider
	*meter
}

func newMeters(refuse string) meters { return meters{meter: &meter{refuse: refuse}} }

// Meter returns the one meter.
func (m meters) Meter(string, ...metric.MeterOption) metric.Meter { return m.meter }

// meter notes the names of instruments, and refuses one.
type meter struct {
	metrics.Meter
	mu     sync.Mutex
	names  []string
	refuse string
}

func (m *meter) note(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.names = append(m.names, name); name == m.refuse {
		return errors.New("refused: " + name)
	}
	return nil
}

func (m *meter) Int64Counter(name string, _ ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	return metrics.Int64Counter{}, m.note(name)
}

func (m *meter) Float64Histogram(name string, _ ...metric.Float64HistogramOption) (metric.Float64Histogram, error) {
	return metrics.Float64Histogram{}, m.note(name)
}

func (m *meter) Int64ObservableGauge(name string, _ ...metric.Int64ObservableGaugeOption) (metric.Int64ObservableGauge, error) {
	return metrics.Int64ObservableGauge{}, m.note(name)
}

func (m *meter) Float64ObservableGauge(name string, _ ...metric.Float64ObservableGaugeOption) (metric.Float64ObservableGauge, error) {
	return metrics.Float64ObservableGauge{}, m.note(name)
}

func (m *meter) RegisterCallback(metric.Callback, ...metric.Observable) (metric.Registration, error) {
	return metrics.Registration{}, m.note("callback")
}

// New refuses a provider that refuses any instrument, and names it.
func TestNewReportsARefusedInstrument(t *testing.T) {
	t.Parallel()
	all := newMeters("")
	_, err := oteladapter.New(all, nil)
	require.NoError(t, err)
	require.Len(t, all.names, 13)
	for _, name := range all.names {
		assert.Equal(t, strings.ToLower(name), name)
		assert.True(t, strings.HasPrefix(name, "vendorauth."), name)
		_, err := oteladapter.New(newMeters(name), nil)
		require.ErrorContains(t, err, name)
	}
}

// A name whose watch failed is free again.
func TestAWatchThatFailsKeepsNoName(t *testing.T) {
	t.Parallel()
	m := newMeters("callback")
	a, err := oteladapter.New(m, nil)
	require.NoError(t, err)
	s := source(t, a)
	_, err = a.Watch("a", s)
	require.ErrorContains(t, err, "refused")
	m.refuse = ""
	stop, err := a.Watch("a", s)
	require.NoError(t, err)
	stop()
}

// Without providers, OpenTelemetry's global ones are used, which do nothing by default.
func TestTheGlobalProvidersAreTheDefault(t *testing.T) {
	t.Parallel()
	a, err := oteladapter.New(nil, nil)
	require.NoError(t, err)
	s := source(t, a)
	stop, err := a.Watch("a", s)
	require.NoError(t, err)
	defer stop()
	_, err = s.Token(t.Context())
	require.NoError(t, err)
}

func source(t *testing.T, a *oteladapter.Adapter) *authhooks.Source {
	t.Helper()
	key := authhooks.NewKey("acme", "https://acme.example", "app", authhooks.NewSecret("app-pass-1"))
	s, err := authhooks.NewSource(key, authhooks.FetcherFunc(func(context.Context, authhooks.Token) (authhooks.Token, error) {
		return authhooks.Token{Access: authhooks.NewSecret("t")}, nil
	}), a.Options()...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

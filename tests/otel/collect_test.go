// Package otel_test reads the metrics and spans of authhooks/oteladapter with
// OpenTelemetry's SDK. It is a module of its own, since the SDK is the program's choice.
package otel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/oteladapter"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is an adapter with a reader of its metrics and a recorder of its spans.
type bench struct {
	*oteladapter.Adapter
	reader *metric.ManualReader
	meters *metric.MeterProvider
	spans  *tracetest.SpanRecorder
	tracer *trace.TracerProvider
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{reader: metric.NewManualReader(), spans: tracetest.NewSpanRecorder()}
	b.meters = metric.NewMeterProvider(metric.WithReader(b.reader))
	b.tracer = trace.NewTracerProvider(trace.WithSpanProcessor(b.spans))
	var err error
	b.Adapter, err = oteladapter.New(b.meters, b.tracer)
	require.NoError(t, err)
	return b
}

// options are those of the adapter, as options of a client.
func (b *bench) options(more ...authhooks.Option) []authhooks.Option {
	for _, o := range b.Options() {
		more = append(more, o)
	}
	return more
}

// watch watches s until the test ends.
func (b *bench) watch(t *testing.T, name string, s *authhooks.Source) (stop func()) {
	t.Helper()
	stop, err := b.Watch(name, s)
	require.NoError(t, err)
	t.Cleanup(stop)
	return stop
}

func (b *bench) metrics(t *testing.T) []metricdata.Metrics {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, b.reader.Collect(t.Context(), &all))
	if len(all.ScopeMetrics) == 0 {
		return nil
	}
	require.Len(t, all.ScopeMetrics, 1)
	require.Equal(t, "github.com/vendorauth/vendorauth-go/authhooks/oteladapter", all.ScopeMetrics[0].Scope.Name)
	return all.ScopeMetrics[0].Metrics
}

// collect returns one line for each point: name, unit, attributes and value. A histogram's
// value is its count. A time is rounded to minutes, since the simulator's clock goes on.
func (b *bench) collect(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, m := range b.metrics(t) {
		line := func(set attribute.Set, value string) {
			lines = append(lines, strings.Join([]string{m.Name, m.Unit, brief(set.ToSlice()), value}, " | "))
		}
		switch data := m.Data.(type) {
		case metricdata.Sum[int64]:
			require.True(t, data.IsMonotonic)
			for _, p := range data.DataPoints {
				line(p.Attributes, fmt.Sprint(p.Value))
			}
		case metricdata.Gauge[int64]:
			for _, p := range data.DataPoints {
				line(p.Attributes, fmt.Sprint(p.Value))
			}
		case metricdata.Gauge[float64]:
			for _, p := range data.DataPoints {
				line(p.Attributes, time.Duration(p.Value*float64(time.Second)).Round(time.Minute).String())
			}
		case metricdata.Histogram[float64]:
			for _, p := range data.DataPoints {
				require.Positive(t, p.Count)
				require.Less(t, p.Sum, 60.0, "seconds, not milliseconds")
				line(p.Attributes, fmt.Sprint(p.Count))
			}
		default:
			require.Failf(t, "unknown kind of metric", "%T", m.Data)
		}
	}
	slices.Sort(lines)
	return lines
}

// brief writes attributes in the order of their keys.
func brief(attributes []attribute.KeyValue) string {
	texts := make([]string, 0, len(attributes))
	for _, a := range attributes {
		texts = append(texts, string(a.Key)+"="+a.Value.Emit())
	}
	slices.Sort(texts)
	return strings.Join(texts, ",")
}

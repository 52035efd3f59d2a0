package otel_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/otlptranslator"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/oteladapter"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// newPrometheus returns a provider whose metrics the handler serves. The names are those of
// the dashboard and of the alert rules in this folder.
func newPrometheus() (*metric.MeterProvider, http.Handler, error) {
	registry := prometheus.NewRegistry()
	reader, err := exporter.New(exporter.WithRegisterer(registry), exporter.WithoutScopeInfo(), exporter.WithoutTargetInfo(),
		exporter.WithTranslationStrategy(otlptranslator.UnderscoreEscapingWithSuffixes))
	if err != nil {
		return nil, nil, err
	}
	return metric.NewMeterProvider(metric.WithReader(reader)), promhttp.HandlerFor(registry, promhttp.HandlerOpts{}), nil
}

// A program exports what its clients do to Prometheus.
func Example_prometheus() {
	vendor, err := zhihuiyatest.Start() // the real vendor needs CredentialsFromEnv() only
	if err != nil {
		panic(err)
	}
	defer vendor.Close()
	meters, metrics, err := newPrometheus() // the program serves metrics at /metrics
	if err != nil {
		panic(err)
	}
	adapter, err := oteladapter.New(meters, nil) // nil: the global provider of spans
	if err != nil {
		panic(err)
	}
	client, err := zhihuiya.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), adapter.Option(), authhooks.WithCallerValues())
	if err != nil {
		panic(err)
	}
	defer client.Close()
	stop, err := adapter.Watch("patents", client.Source())
	if err != nil {
		panic(err)
	}
	defer stop()
	if _, err := client.Token(context.Background()); err != nil {
		panic(err)
	}
	for _, line := range scrape(metrics) {
		if strings.HasPrefix(line, "vendorauth_fetches") || strings.HasPrefix(line, "vendorauth_token_cached") {
			fmt.Println(line)
		}
	}
	// Output:
	// vendorauth_fetches_total{vendorauth_operation="createToken",vendorauth_result="fetched",vendorauth_vendor="zhihuiya"} 1
	// vendorauth_token_cached{vendorauth_source="patents"} 1
}

// scrape returns the lines of the metrics page, sorted.
func scrape(metrics http.Handler) []string {
	page := httptest.NewRecorder()
	metrics.ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	lines := strings.Split(page.Body.String(), "\n")
	slices.Sort(lines)
	return lines
}

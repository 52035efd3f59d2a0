package otel_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metricsql"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/authhooks/oteladapter"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// series are the metrics of a page, and the labels that each was seen with.
type series map[string][]string

var sample = regexp.MustCompile(`^([a-z_]+)(?:\{(.*)\})? \S+$`)

func (s series) read(t *testing.T, page []string) {
	t.Helper()
	for _, line := range page {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := sample.FindStringSubmatch(line)
		require.NotNil(t, parts, line)
		s[parts[1]] = append(s[parts[1]], "")
		for _, label := range labelNames.FindAllStringSubmatch(parts[2], -1) {
			if !slices.Contains(s[parts[1]], label[1]) {
				s[parts[1]] = append(s[parts[1]], label[1])
			}
		}
	}
}

var labelNames = regexp.MustCompile(`([a-z_]+)(?:=~?|!=)"`)

// allSeries are what Prometheus gets from a life with every sort of event.
func allSeries(t *testing.T) series {
	t.Helper()
	meters, handler, err := newPrometheus()
	require.NoError(t, err)
	adapter, err := oteladapter.New(meters, nil)
	require.NoError(t, err)
	store := &brittle{Store: authhooks.NewMemoryStore()}
	opts := []authhooks.Option{authhooks.WithStore(store), authhooks.WithStoreKey(authhooks.NewSecret("0123456789abcdef"))}
	for _, o := range adapter.Options() {
		opts = append(opts, o)
	}
	vendor := zhihuiyatest.NewServer(t)
	client := newZhihuiya(t, vendor, opts...)
	stop, err := adapter.Watch("main", client.Source())
	require.NoError(t, err)
	defer stop()
	vendor.Fail(authtest.Fault{Op: "createToken", Status: http.StatusServiceUnavailable, Body: "{}"})
	call(t, client.HTTPClient(), client.BaseURL()+businessPath)
	vendor.RevokeAll()
	call(t, client.HTTPClient(), client.BaseURL()+businessPath)
	_, err = newZhihuiya(t, vendor, opts...).Token(t.Context())
	require.NoError(t, err)
	found := series{}
	found.read(t, scrape(handler))
	store.off.Store(true)
	vendor.Fail(authtest.Fault{Op: "createToken", Code: "67200003", Times: -1})
	vendor.Advance(time.Hour)
	_, err = client.Token(t.Context())
	require.Error(t, err)
	found.read(t, scrape(handler))
	return found
}

// alert is one rule of alerts.yaml.
type alert struct {
	Alert, Expr         string
	Labels, Annotations map[string]string
}

func alerts(t *testing.T) (all []alert) {
	t.Helper()
	text, err := os.ReadFile("alerts.yaml")
	require.NoError(t, err)
	var file struct{ Groups []struct{ Rules []alert } }
	require.NoError(t, yaml.Unmarshal(text, &file))
	for _, group := range file.Groups {
		all = append(all, group.Rules...)
	}
	return all
}

// dashboardExprs returns the queries of the dashboard, those of its variables included.
func dashboardExprs(t *testing.T) (exprs []string) {
	t.Helper()
	text, err := os.ReadFile("dashboard.json")
	require.NoError(t, err)
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr, LegendFormat string }
		}
		Templating struct {
			List []struct{ Type, Query string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &board))
	for _, panel := range board.Panels {
		require.NotEmpty(t, panel.Targets, panel.Title)
		for _, target := range panel.Targets {
			exprs = append(exprs, target.Expr)
			for _, name := range legend.FindAllStringSubmatch(target.LegendFormat, -1) {
				assert.Contains(t, target.Expr, name[1], "a label that the query drops")
			}
		}
	}
	for _, variable := range board.Templating.List {
		if variable.Type == "query" {
			exprs = append(exprs, variable.Query)
		}
	}
	return exprs
}

var (
	legend     = regexp.MustCompile(`\{\{([a-z_]+)\}\}`)
	metricName = regexp.MustCompile(`\b(vendorauth_[a-z_]+)\b(\{[^}]*\})?`)
	grouping   = regexp.MustCompile(`\b(?:by|on) \(([^)]*)\)`)
	everyLabel = []string{"vendorauth_vendor", "vendorauth_operation", "vendorauth_result", "vendorauth_code", "vendorauth_state", "vendorauth_source", "error_type"}
)

// check reports the metrics of expr. It fails if one does not exist, or never has a label
// that is asked for.
func (s series) check(t *testing.T, expr string) (metrics []string) {
	t.Helper()
	require.NotEmpty(t, expr)
	if !strings.HasPrefix(expr, "label_values(") { // Grafana's own
		_, err := metricsql.Parse(strings.ReplaceAll(expr, "$__rate_interval", "5m"))
		require.NoError(t, err, expr)
	}
	var labels []string
	for _, group := range grouping.FindAllStringSubmatch(expr, -1) {
		labels = append(labels, strings.Split(group[1], ", ")...)
	}
	for _, found := range metricName.FindAllStringSubmatch(expr, -1) {
		if slices.Contains(everyLabel, found[1]) {
			continue
		}
		if !assert.Contains(t, s, found[1], expr) {
			continue
		}
		metrics = append(metrics, found[1])
		for _, label := range labelNames.FindAllStringSubmatch(found[2], -1) {
			assert.Contains(t, s[found[1]], label[1], expr)
		}
		for _, label := range labels {
			assert.Contains(t, s[found[1]], label, expr)
		}
	}
	assert.NotEmpty(t, metrics, expr)
	return metrics
}

// The dashboard and the rules name only metrics and labels that exist, and the dashboard
// shows every metric.
func TestDashboardAndAlertsNameWhatExists(t *testing.T) {
	t.Parallel()
	exist := allSeries(t)
	rules := alerts(t)
	names := make([]string, 0, len(rules))
	for _, rule := range rules {
		exist.check(t, rule.Expr)
		names = append(names, rule.Alert)
		assert.NotEmpty(t, rule.Annotations["summary"], rule.Alert)
		for _, text := range rule.Annotations {
			for _, label := range regexp.MustCompile(`\$labels\.([a-z_]+)`).FindAllStringSubmatch(text, -1) {
				assert.Contains(t, rule.Expr, "by ("+label[1]+")", rule.Alert)
			}
		}
	}
	assert.Equal(t, []string{"VendorauthCredentialsRefused", "VendorauthTokenMissingOrExpiring", "VendorauthStoreDown"}, names)
	var shown []string
	for _, expr := range dashboardExprs(t) {
		shown = append(shown, exist.check(t, expr)...)
	}
	for name := range exist {
		if !strings.HasPrefix(name, "vendorauth_fetch_duration_seconds_") {
			assert.Contains(t, shown, name, "the dashboard does not show it")
		}
	}
}

// The kinds that the rules select are kinds that errors have.
func TestAlertsSelectRealKinds(t *testing.T) {
	t.Parallel()
	var kinds []string
	for kind := authhooks.KindUnknown; kind <= authhooks.KindPolicy; kind++ {
		kinds = append(kinds, strings.ReplaceAll(kind.String(), " ", "_"))
	}
	selected := 0
	for _, rule := range alerts(t) {
		for _, found := range regexp.MustCompile(`error_type=~?"([^"]*)"`).FindAllStringSubmatch(rule.Expr, -1) {
			for kind := range strings.SplitSeq(found[1], "|") {
				assert.Contains(t, kinds, kind)
				selected++
			}
		}
	}
	assert.Equal(t, 2, selected)
}

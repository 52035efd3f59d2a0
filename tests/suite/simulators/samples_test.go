package simulators_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

// sample is one answer in specs/<vendor>/examples.
type sample struct {
	file      string
	Operation string `yaml:"operation"`
	As        string `yaml:"as"` // the HTTP status, or "default", or "request"
	Source    string `yaml:"x-source"`
	body      []byte
	code      string // the code of the vendor's table that it carries; empty in a success
}

// status is the HTTP status of the sample. It returns false if no page states it.
func (s sample) status() (int, bool) {
	n, err := strconv.Atoi(s.As)
	return n, err == nil
}

// samplesOf reads the answers of the vendor's index.yaml, in the order of their names.
func samplesOf(t *testing.T, v accounts.Vendor) []sample {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "specs", v.ID(), "examples", "index.yaml"))
	require.NoError(t, err)
	var index map[string]sample
	require.NoError(t, yaml.Unmarshal(raw, &index))
	var list []sample
	for file, one := range index {
		if one.As != "request" {
			one.file, one.body = file, simtest.Sample(t, v.ID(), file)
			one.code = documented(v, one.Operation, one.body)
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b sample) int { return strings.Compare(a.file, b.file) })
	require.NotEmpty(t, list, "%s: index.yaml names no answer", v.Name)
	return list
}

// fits holds an answer to have the shape and the status of one of the samples.
func (s sim) fits(t *testing.T, answer authtest.Exchange, samples []sample, what string) {
	t.Helper()
	shape, err := authtest.Shape(answer.ResponseBody)
	require.NoError(t, err, "%s: %s: %s: the answer is no JSON", s.vendor.Name, answer.Op, what)
	var seen []string
	for _, one := range samples {
		want := simtest.Shape(t, one.body)
		if status, stated := one.status(); want == shape && (!stated || status == answer.Status) {
			return
		}
		seen = append(seen, one.file+" (HTTP "+one.As+"): "+want)
	}
	assert.Fail(t, "shape", "%s: %s: %s: the answer has the shape of no sample: answer with one of them\nanswer (HTTP %d): %s\n%s",
		s.vendor.Name, answer.Op, what, answer.Status, shape, strings.Join(seen, "\n"))
}

// tokenPath returns where the answer has its token.
func tokenPath(body []byte, token string) string {
	for path, l := range leaves(body) {
		if l.text == token && token != "" {
			return path
		}
	}
	return ""
}

// Only a sample that is cut from the page (source S) counts. An operation without such a
// sample is compared with those of an operation whose token is at the same place. If there
// is none, the simulator's own tests compare the answer.
func TestAnswersHaveTheShapeOfThePage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		pages, compared := map[string][]sample{}, 0
		for _, one := range s.samples {
			if one.code == "" && one.As == "200" && strings.HasPrefix(one.Source, "S ") {
				pages[one.Operation] = append(pages[one.Operation], one)
			}
		}
		paths, answers := map[string]string{}, map[string]authtest.Exchange{}
		for _, op := range s.Operations {
			token, e := s.call(t, op.Name)
			paths[op.Name], answers[op.Name] = tokenPath(e.ResponseBody, token), e
		}
		for _, op := range s.Operations {
			candidates := pages[op.Name]
			for other := range pages {
				if len(pages[op.Name]) == 0 && paths[op.Name] != "" && paths[other] == paths[op.Name] {
					candidates = append(candidates, pages[other]...)
				}
			}
			if len(candidates) > 0 {
				s.fits(t, answers[op.Name], candidates, "success")
				compared++
			}
		}
		assert.NotZero(t, compared, "%s: no sample of a success is from the page: add one to specs/%s/examples", v.Name, v.Name)
	})
}

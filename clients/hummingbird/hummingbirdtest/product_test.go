package hummingbirdtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/hummingbird/hummingbirdtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

const pathProduct = "/v1.0/openapi/product"

type page struct {
	List []struct {
		ID          string
		Name        string
		NodeType    string `json:"node_type"`
		NetType     string `json:"net_type"`
		Description string
	}
	Total, Page, PageSize int
}

// visitor makes business calls with a token.
type visitor struct {
	s      *hummingbirdtest.Server
	header http.Header
}

func visit(t *testing.T) visitor {
	t.Helper()
	s := hummingbirdtest.NewServer(t, contract.Check(t, "hummingbird"))
	header := token(login(t, s).Result.Access)
	header.Set("Content-Type", "application/json")
	return visitor{s, header}
}

func (v visitor) send(t *testing.T, method, path, body string) authtest.Exchange {
	t.Helper()
	return send(t, v.s, method, path, v.header, body)
}

// list returns the result of a list, which must be a success.
func (v visitor) list(t *testing.T, query string) page {
	t.Helper()
	var answer struct {
		Success bool
		Result  page
	}
	e := v.send(t, http.MethodGet, pathProducts+query, "")
	require.NoError(t, json.Unmarshal(e.ResponseBody, &answer))
	require.True(t, answer.Success)
	return answer.Result
}

func assertB(t *testing.T, sample string, e authtest.Exchange) {
	t.Helper()
	assert.Equal(t, http.StatusOK, e.Status)
	assert.Equal(t, "application/json", e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, string(simtest.Sample(t, "hummingbird", sample)), string(e.ResponseBody))
}

// assertDone requires an answer to be a success without a result.
func assertDone(t *testing.T, e authtest.Exchange) {
	t.Helper()
	assert.JSONEq(t, `{"success":true,"errorCode":0,"errorMsg":"success","result":[]}`, string(e.ResponseBody))
}

func TestPagesAreEchoedWithinBounds(t *testing.T) {
	t.Parallel()
	v := visit(t)
	most := strconv.Itoa(math.MaxInt) // that a page number holds
	for query, want := range map[string][2]int{
		"":                           {1, 10},
		"?page=2&pageSize=5":         {2, 5},
		"?page=-1&pageSize=-1":       {1, 10},
		"?page=0&pageSize=0":         {1, 10},
		"?page=99999&pageSize=99999": {99999, 1000},
		"?page=x&pageSize=y":         {1, 10},
		"?page=1.5&pageSize=":        {1, 10},
		"?pageSize=1000":             {1, 1000},
		"?pageSize=1001":             {1, 1000},
		"?pageSize=999":              {1, 999},
		"?page=" + most:              {math.MaxInt, 10},
		"?page=9223372036854775808":  {1, 10},
		"?pageSize=" + most:          {1, 1000},
	} {
		got := v.list(t, query)
		assert.Equal(t, want, [2]int{got.Page, got.PageSize}, query)
		assert.Empty(t, got.List)
		assert.Zero(t, got.Total)
	}
}

func TestProductsAreListedByPages(t *testing.T) {
	t.Parallel()
	v := visit(t)
	for i := range 12 {
		assertDone(t, v.send(t, http.MethodPost, pathProduct, fmt.Sprintf(`{"name":"p%d"}`, i)))
	}
	for query, want := range map[string]string{
		"":                   "p0 p1 p2 p3 p4 p5 p6 p7 p8 p9",
		"?page=2":            "p10 p11",
		"?page=3&pageSize=5": "p10 p11",
		"?page=2&pageSize=6": "p6 p7 p8 p9 p10 p11",
		"?page=3&pageSize=6": "",
		"?page=4":            "",
	} {
		got := v.list(t, query)
		var names []string
		for _, p := range got.List {
			names = append(names, p.Name)
		}
		assert.Equal(t, want, strings.Join(names, " "), query)
		assert.Equal(t, 12, got.Total)
	}
}

func TestProductsOneByOne(t *testing.T) {
	t.Parallel()
	v := visit(t)
	assertB(t, "business.20604.json", v.send(t, http.MethodGet, pathProduct+"/nope", ""))
	assertB(t, "business.20604.json", v.send(t, http.MethodPut, pathProduct+"/nope", `{"net_type":"x"}`))
	assertB(t, "business.10001.json", v.send(t, http.MethodGet, "/v1.0/openapi/device/nope", ""))
	assertDone(t, v.send(t, http.MethodPost, pathProduct, `{"name":"lamp","description":"<b>"}`))
	assertB(t, "business.10009.json", v.send(t, http.MethodPost, pathProduct, `{"name":"lamp"}`))

	lamp := v.list(t, "").List[0]
	assert.Equal(t, "<b>", lamp.Description)
	assertDone(t, v.send(t, http.MethodPut, pathProduct+"/"+lamp.ID, `{"node_type":"n","net_type":"x"}`))
	e := v.send(t, http.MethodGet, pathProduct+"/"+lamp.ID, "")
	assert.Contains(t, string(e.ResponseBody), `"name":"lamp"`)
	assert.Contains(t, string(e.ResponseBody), `"node_type":"n","net_type":"x"`)

	v.header = token(v.header.Get("X-Token")) // without a content type the body is a form with Go's names
	assertDone(t, v.send(t, http.MethodPost, pathProduct, `{"name":"lamp"}`))
	v.header.Set("Content-Type", "application/x-www-form-urlencoded")
	assertB(t, "business.10009.json", v.send(t, http.MethodPost, pathProduct, "Name=lamp"))
}

func TestMalformedProducts(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.header.Set("Accept-Language", "en")
	for _, body := range []string{"", "{", `{"name":1}`, "[]", "lamp"} {
		assertB(t, "business.10003.en.json", v.send(t, http.MethodPost, pathProduct, body))
		assertB(t, "business.10003.en.json", v.send(t, http.MethodPut, pathProduct+"/nope", body))
	}
	v.header.Set("Content-Type", "application/x-www-form-urlencoded")
	assertB(t, "business.10003.en.json", v.send(t, http.MethodPost, pathProduct, "Name=%zz"))
	assert.Empty(t, v.list(t, "").List)
}

func TestAPanicIsAnEmptyAnswer(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.send(t, http.MethodPost, pathProduct, `{"name":"lamp","net_type":"WIFI"}`)
	lamp := v.list(t, "").List[0]
	v.header.Set("X-Correlation-Id", "mine")
	e := v.send(t, http.MethodPut, pathProduct+"/"+lamp.ID, `{"net_type":"x"}`)
	assert.Equal(t, http.StatusInternalServerError, e.Status)
	assert.Empty(t, e.ResponseBody)
	assert.Empty(t, e.ResponseHeader.Get("Content-Type"))
	assert.Equal(t, "mine", e.ResponseHeader.Get("X-Correlation-Id"))
	assert.Equal(t, "WIFI", v.list(t, "").List[0].NetType, "and nothing was changed")
}

// The gateway's server buffers up to 2 KB to count the bytes.
func TestLongAnswersAreChunked(t *testing.T) {
	t.Parallel()
	v := visit(t)
	length := func() (announced int64, got int) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.s.URL+pathProducts, nil)
		require.NoError(t, err)
		req.Header = v.header
		resp, err := http.DefaultTransport.RoundTrip(req)
		require.NoError(t, err)
		var body bytes.Buffer
		_, err = body.ReadFrom(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.ContentLength, body.Len()
	}
	v.send(t, http.MethodPost, pathProduct, `{}`)
	id := v.list(t, "").List[0].ID
	announced, nameless := length()
	assert.EqualValues(t, nameless, announced)
	for size, want := range map[int]int64{2047: 2047, 2048: 2048, 2049: -1, 1 << 16: -1} {
		v.send(t, http.MethodPut, pathProduct+"/"+id, `{"name":"`+strings.Repeat("x", size-nameless)+`"}`)
		announced, got := length()
		assert.Equal(t, size, got)
		assert.Equal(t, want, announced)
	}
}

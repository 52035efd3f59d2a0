package user

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya"
	"github.com/vendorauth/vendorauth-go/clients/zhihuiya/zhihuiyatest"
)

// patents is the code under test: it calls the vendor's business API.
func patents(c *zhihuiya.Client) (string, error) {
	resp, err := c.HTTPClient().Get(c.BaseURL() + "/search/patent/query-search-count?query=go")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if err := c.CheckResponse(resp); err != nil {
		return "", err
	}
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func newZhihuiya(t *testing.T, opts ...zhihuiyatest.Option) (*zhihuiyatest.Server, *zhihuiya.Client) {
	t.Helper()
	vendor := zhihuiyatest.NewServer(t, opts...)
	c, err := zhihuiya.New(vendor.Credentials(), authhooks.WithBaseURL(vendor.URL), authhooks.WithClock(vendor.Now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return vendor, c
}

func TestCount(t *testing.T) {
	vendor, c := newZhihuiya(t)
	for range 3 {
		if got, err := patents(c); err != nil || got != `{"status":true,"error_code":0,"data":{"total_search_result_count":42}}` {
			t.Fatal(got, err)
		}
	}
	vendor.Advance(time.Hour) // the token lives for half of it
	if _, err := patents(c); err != nil {
		t.Fatal(err)
	}
	if n := vendor.Calls("createToken"); n != 2 {
		t.Fatalf("%d tokens for four calls in an hour", n)
	}
}

func TestCountWhenTheVendorLimitsTheRate(t *testing.T) {
	vendor, c := newZhihuiya(t)
	vendor.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "67200002"})
	if _, err := patents(c); !errors.Is(err, zhihuiya.ErrRateExceeded) || !errors.Is(err, authhooks.ErrRateLimited) {
		t.Fatal(err)
	}
	if _, err := patents(c); err != nil {
		t.Fatal("once only:", err)
	}
}

func TestCountBehindALoginPortal(t *testing.T) {
	vendor, c := newZhihuiya(t)
	vendor.Fail(authtest.HTML("createToken", http.StatusOK))
	if _, err := patents(c); !errors.Is(err, authhooks.ErrProtocol) {
		t.Fatal(err)
	}
}

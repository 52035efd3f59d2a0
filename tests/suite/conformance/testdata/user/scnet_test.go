package user

import (
	"errors"
	"strings"
	"testing"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
	"github.com/vendorauth/vendorauth-go/clients/scnet/scnettest"
)

func TestRegionThatIsSwitchedOff(t *testing.T) {
	vendor := scnettest.NewServer(t, scnettest.DisabledCluster("77777", "far away"))
	credentials := vendor.Credentials()
	credentials.Token, credentials.ClusterID = authhooks.Secret{}, "77777"
	c, err := scnet.New(vendor.URL, credentials)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Token(t.Context())
	if !errors.Is(err, authhooks.ErrInvalidRequest) && !errors.Is(err, authhooks.ErrPermissionDenied) {
		t.Fatal(err)
	}
	if !strings.Contains(err.Error(), "77777") {
		t.Fatal("the error names the region: ", err)
	}
}

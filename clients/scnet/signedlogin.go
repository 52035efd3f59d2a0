package scnet

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/gen/scnetapi"
)

// maxSkew is how far this machine's clock may be off before the vendor's clock, by its Date
// header, is used for the timestamp of a login.
const maxSkew = time.Minute

// CreateTokensByKey logs in with the access key and bypasses the cache. It sends the user,
// the access key, the time and their signature as headers, and returns one entry for each
// region. The secret key is not sent. If the vendor refuses the login and its clock is more
// than a minute off, CreateTokensByKey logs in once more with the vendor's time. This call
// is from another page of the vendor (get-user-tokens-aksk), which recommends it.
func (c *Client) CreateTokensByKey(ctx context.Context) ([]scnetapi.ClusterToken, error) {
	tokens, _, err := c.createTokensByKey(ctx)
	return tokens, err
}

func (c *Client) createTokensByKey(ctx context.Context) ([]scnetapi.ClusterToken, authhooks.Receipt, error) {
	cr := c.credentials(ctx)
	if !cr.hasKey() {
		return nil, authhooks.Receipt{}, c.InvalidArgument(opCreateTokensByKey, "this login needs Credentials.User, AccessKey and SecretKey")
	}
	used := time.Duration(c.account.skew.Load())
	tokens, receipt, err := c.signedLogin(ctx, cr, used)
	skew := vendorSkew(used, receipt, err)
	if (skew - used).Abs() <= maxSkew {
		return tokens, receipt, err
	}
	tokens, receipt, err = c.signedLogin(ctx, cr, skew)
	if err == nil {
		c.account.skew.Store(int64(skew))
	}
	return tokens, receipt, err
}

func (c *Client) signedLogin(ctx context.Context, cr *dated, skew time.Duration) ([]scnetapi.ClusterToken, authhooks.Receipt, error) {
	at := strconv.FormatInt(c.Now().Add(skew).Unix(), 10)
	signed := authhooks.NewSecret(signature(cr.SecretKey, cr.User, cr.AccessKey, at))
	var answer scnetapi.TokensAnswer
	resp, err := c.login.CreateTokensByKeyWithBody(ctx, &scnetapi.CreateTokensByKeyParams{
		User: cr.User, AccessKey: cr.AccessKey, Timestamp: at, Signature: signed.Reveal(),
	}, jsonType, nil)
	receipt, err := c.Receive(opCreateTokensByKey, resp, err, &answer, signed)
	return answer.Data, receipt, err
}

// vendorSkew returns what to correct the timestamp by after a login that was refused. A login
// that was accepted had the right time, whatever the Date says. Only the vendor's own answer
// counts, and not the page of a proxy.
func vendorSkew(used time.Duration, receipt authhooks.Receipt, err error) time.Duration {
	skew, known := receipt.Skew()
	e, refused := errors.AsType[*authhooks.Error](err)
	switch {
	case !known, !refused, !e.FromVendor() && e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden:
		return used
	case skew.Abs() <= maxSkew:
		return 0
	default:
		return skew
	}
}

// jsonText escapes what JSON requires in a text that a header can carry. json.Marshal would escape <, > and & too, and the vendor
// would find another signature.
var jsonText = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`)

// signature signs a login (page get-user-tokens-aksk): the HMAC-SHA256 of compact JSON with
// the keys in this order, in lower-case hexadecimal.
func signature(secret authhooks.Secret, user, accessKey, timestamp string) string {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	text := `{"accessKey":"` + jsonText.Replace(accessKey) + `","timestamp":"` + timestamp + `","user":"` + jsonText.Replace(user) + `"}`
	_, _ = mac.Write([]byte(text)) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil))
}

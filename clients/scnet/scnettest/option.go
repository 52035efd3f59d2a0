package scnettest

import (
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/scnet"
)

// Option is a shared option of authtest or an option of this package.
type Option = authtest.Option

// platform is the id of the entry that is no region. Its token is only for calls to the
// platform.
const platform = "0"

type cluster struct {
	id, name string
	disabled bool
}

// facts holds what the pages do not say, and what differs between accounts.
type facts struct {
	clusters                   []cluster
	errorStatus                int
	arrayAnswer, strictScopes  bool
	loginRefusal, renewRefusal string
	account                    scnet.Credentials
	keyWindow                  time.Duration
	keyRefusals                map[KeyPart]string
}

// Account replaces the invented user, organisation, password and keys by those of c that
// are not empty. Its Token and ClusterID have no effect, because the simulator issues the
// tokens (see [Cluster]).
func Account(c scnet.Credentials) Option { return authtest.Facts(func(f *facts) { f.account = c }) }

// WithKeyWindow sets how far the timestamp of a login by access key may be from the
// simulator's clock, 5 minutes by default. That is a guess, because no page names a time.
func WithKeyWindow(d time.Duration) Option {
	return authtest.Facts(func(f *facts) { f.keyWindow = d })
}

// KeyRefusal sets the code of a login by access key with this part wrong. The default is
// that of [LoginRefusal], because no page gives a code. A part that is missing is always
// 10003.
func KeyRefusal(part KeyPart, code string) Option {
	return authtest.Facts(func(f *facts) {
		if f.keyRefusals == nil {
			f.keyRefusals = map[KeyPart]string{}
		}
		f.keyRefusals[part] = code
	})
}

// Cluster adds a region. Without this option an account has the platform and one region.
func Cluster(id, name string) Option {
	return authtest.Facts(func(f *facts) { f.clusters = append(f.clusters, cluster{id: id, name: name}) })
}

// DisabledCluster adds a region that has disabled the account. A login answers null for
// its token.
func DisabledCluster(id, name string) Option {
	return authtest.Facts(func(f *facts) { f.clusters = append(f.clusters, cluster{id: id, name: name, disabled: true}) })
}

// ErrorStatus sets the HTTP status of every refusal, 200 by default. The page names no
// status, and clients expect others too.
func ErrorStatus(status int) Option {
	return authtest.Facts(func(f *facts) { f.errorStatus = status })
}

// ArrayAnswer sends the data of a renewal as a list of one object with a token, as the
// page's table describes it. The page's sample has a bare string.
func ArrayAnswer() Option { return authtest.Facts(func(f *facts) { f.arrayAnswer = true }) }

// LoginRefusal sets the code of a login with wrong credentials. The default, 10004
// (invalid parameter), is a guess, because no page gives a code.
func LoginRefusal(code string) Option {
	return authtest.Facts(func(f *facts) { f.loginRefusal = code })
}

// RenewRefusal sets the code of a renewal that comes too late, or has an unknown token.
// The default, 10004 (invalid parameter), is a guess. The page says only that such a
// renewal fails.
func RenewRefusal(code string) Option {
	return authtest.Facts(func(f *facts) { f.renewRefusal = code })
}

// StrictScopes makes a business call refuse the wrong kind of token with code 10009. The
// user call accepts only the platform's token, the center call only a region's token. The
// vendor's pages say which token each call needs, but not what the other token gets.
func StrictScopes() Option { return authtest.Facts(func(f *facts) { f.strictScopes = true }) }

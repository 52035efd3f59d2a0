package scnettest

import "github.com/vendorauth/vendorauth-go/authhooks/authtest"

// Option is one of authtest's shared options or one of this package's.
type Option = authtest.Option

// platform is the id of the entry that is no region: its token is for calls to
// the platform only.
const platform = "0"

type cluster struct {
	id, name string
	disabled bool
}

// facts are what the pages leave open, or what differs between accounts.
type facts struct {
	clusters                   []cluster
	errorStatus                int
	arrayAnswer, strictScopes  bool
	loginRefusal, renewRefusal string
}

// Cluster adds a region to the platform and the one region that every account
// here has.
func Cluster(id, name string) Option {
	return authtest.Facts(func(f *facts) { f.clusters = append(f.clusters, cluster{id: id, name: name}) })
}

// DisabledCluster adds a region in which the account is disabled: a login
// answers null for its token.
func DisabledCluster(id, name string) Option {
	return authtest.Facts(func(f *facts) { f.clusters = append(f.clusters, cluster{id: id, name: name, disabled: true}) })
}

// ErrorStatus is the HTTP status of every refusal, 200 by default. The page
// names none; clients prepare for others.
func ErrorStatus(status int) Option {
	return authtest.Facts(func(f *facts) { f.errorStatus = status })
}

// ArrayAnswer makes a renewal answer data as a list of one object with a token,
// as the page's table describes it; its sample has a bare string.
func ArrayAnswer() Option { return authtest.Facts(func(f *facts) { f.arrayAnswer = true }) }

// LoginRefusal is the code of a login with wrong credentials. The default,
// 10004 (invalid parameter), is a guess: no page gives one.
func LoginRefusal(code string) Option {
	return authtest.Facts(func(f *facts) { f.loginRefusal = code })
}

// RenewRefusal is the code of a renewal that comes too late, or with a token
// that is not known. The default, 10004 (invalid parameter), is a guess: the
// page says only that it does not work.
func RenewRefusal(code string) Option {
	return authtest.Facts(func(f *facts) { f.renewRefusal = code })
}

// StrictScopes makes the business calls tell tokens apart, with code 10009: the
// user call takes the platform's only, the center call a region's only. The
// vendor's pages say which token each call is for, not what the other gets.
func StrictScopes() Option { return authtest.Facts(func(f *facts) { f.strictScopes = true }) }

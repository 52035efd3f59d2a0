// Package authhooks is the vendor-free core of vendorauth: typed tokens, a
// token source that fetches once for many callers, credential injection bound
// to an origin, a guarded HTTP client and one error type for every dialect.
//
// A vendor is described by a [Vendor] and served by the [Client] that [New]
// makes of it. The packages under clients are five such descriptions; a private
// vendor is one more, written outside this module on the same public names.
//
// Every failure is an [*Error]. Its text, like that of every other type here,
// holds no secret, no URL and no control character.
package authhooks

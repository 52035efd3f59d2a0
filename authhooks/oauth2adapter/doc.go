// Package oauth2adapter lets golang.org/x/oauth2 and authhooks use each other's
// token sources. Programs that do not import it do not link x/oauth2.
//
//	ts := oauth2adapter.TokenSource(ctx, client.Source()) // for code that wants x/oauth2
//	source, err := authhooks.NewSource(key, oauth2adapter.Fetcher(ts)) // the other way
//
// An [authhooks.Source] adds background renewal and a negative cache. A token source of
// x/oauth2 returns the [*authhooks.Error] of the source. [Transport] sends the tokens of an
// [oauth2.TokenSource] to named origins only.
package oauth2adapter

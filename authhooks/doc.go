// Package authhooks is the core of vendorauth. It keeps one account's token, puts the
// token on requests, and turns every failure into one type, [Error]. It names no vendor.
//
// A vendor is described by a [Vendor] and served by the [Client] that [New] makes of it.
// The packages under clients are such descriptions. A private vendor is one more,
// written outside this module on the same public names.
//
//	client, err := acme.New(acme.Credentials{ID: id, Secret: authhooks.NewSecret(secret)})
//	resp, err := client.HTTPClient().Get(client.BaseURL() + "/v1/things") // with a token
//	switch err := client.CheckResponse(resp); {
//	case errors.Is(err, authhooks.ErrQuotaExhausted): // not before the next quota
//	case err != nil: // an *authhooks.Error; its Retryable says whether to try again later
//	}
//
// Every error is an [*Error]. Its [Kind] says what to do, [ErrInvalidCredentials] and the
// other values are the kinds for errors.Is, and Code and Status are the vendor's. Package
// [github.com/vendorauth/vendorauth-go/authhooks/authtest] simulates a vendor in tests.
//
// The text of an [*Error], like that of every other type here, holds no secret, no URL
// and no control character.
//
// # The life of a token
//
//  1. A business call of [Client.HTTPClient] asks [Source.Token] for a token.
//  2. If the cached token is fresh, the call gets it without a lock.
//  3. If the token is in its refresh window (the last tenth of its life, unless
//     [WithEarlyWindow] says otherwise), the call gets it, and one fetch runs in the
//     background.
//  4. If there is no valid token, one fetch runs, and all calls wait for it.
//  5. With a [Store], the fetch takes the lock and reads the record before it asks the
//     vendor. It writes the record before any call gets the token.
//  6. If the fetch fails, its error is cached (negative cache) until a backoff is over.
//  7. If the vendor rejects a token, even inside HTTP 200, the source decides by a table
//     whether to renew it. The call is replayed with the new token.
//  8. If renewals do not help, a circuit breaker opens, and rejections cause none.
//  9. [Client.Close] ends the fetch, hands the token to the store and forgets it.
//
// # The parts
//
// The prefix of a file name is the part. The client, transport and response files call
// the source files. The source files call the store files. No call goes the other way.
//
//   - client_new, option, vendor, credentials: what [New] is given. client_refresh chooses
//     between a refresh and a login, token_claim reads the claims of a JWT.
//   - transport: calls on their way out. transport_replay has the replay of a rejected
//     call, transport_token the token calls, transport_send what both share.
//   - response: what an answer says, in the vendor's dialect or by its status.
//   - source: the cached token, the fetch, the rejection and its breaker,
//     and what is shared with other processes.
//   - backoff, timeout, origin, inject, redact, error: what all of them use.
//   - store: the record that processes share, its lock, and a store that fails.
//   - internal: redact strikes secrets out, strictjson reads models, seal seals records.
package authhooks

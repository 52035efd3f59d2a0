// Package oteladapter turns the events of token sources into OpenTelemetry metrics, and
// token calls into spans. It uses OpenTelemetry's API alone: the program chooses the SDK.
// Programs that do not import it do not link OpenTelemetry.
//
// # Metrics
//
//	name                             unit         kind             attributes
//	vendorauth.fetches               {fetch}      counter          vendor, operation, result, error.type, code
//	vendorauth.fetch.duration        s            histogram        vendor, operation, result, error.type
//	vendorauth.retries               {retry}      counter          vendor, operation, error.type, code
//	vendorauth.adoptions             {adoption}   counter          vendor
//	vendorauth.invalidations         {token}      counter          vendor
//	vendorauth.rejections            {rejection}  counter          vendor, error.type, code
//	vendorauth.replays               {replay}     counter          vendor
//	vendorauth.store.changes         {change}     counter          vendor, state
//	vendorauth.token.age             s            gauge            source
//	vendorauth.token.time_to_expiry  s            gauge            source
//	vendorauth.token.cached          {token}      gauge            source
//	vendorauth.source.failing        {source}     gauge            source, error.type
//	vendorauth.store.up              {store}      gauge            source
//
// All attributes but error.type begin with "vendorauth.", such as vendorauth.vendor.
// error.type is the kind of the failure, such as invalid_credentials, and is absent
// without one. result is fetched or refused, and state is up or down. The gauges are those
// of watched sources (see [Adapter.Watch]). A counter may be a moment behind the call, but no
// more than a second. What vendors refuse in business calls is not counted here, except for
// rejected tokens.
//
// # Example
//
//	adapter, err := oteladapter.New(meterProvider, tracerProvider)
//	client, err := acme.New(credentials, adapter.Option())
//	stop, err := adapter.Watch("acme", client.Source()) // the gauges, until stop
//
// An error of New is the provider's: it refused an instrument. [authhooks.Event] has what is
// counted.
package oteladapter

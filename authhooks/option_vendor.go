package authhooks

// VendorOption returns an option of a vendor package's own. vendor is [Vendor.Name]. value
// has a type of that package, and the package reads it with [VendorValue]. New returns an
// error of KindInvalidRequest if the option is given to another vendor.
func VendorOption(vendor string, value any) Option { return vendorOption{vendor: vendor, value: value} }

type vendorOption struct {
	vendor string
	value  any
}

func (o vendorOption) apply(c *config) { c.vendors = append(c.vendors, o.vendor) }

// VendorValue returns the value of type T that the last [VendorOption] in opts carries. set
// is false if there is none.
func VendorValue[T any](opts []Option) (value T, set bool) {
	for _, o := range opts {
		if own, ok := o.(vendorOption); ok {
			if v, ok := own.value.(T); ok {
				value, set = v, true
			}
		}
	}
	return value, set
}

// Package docfacts proves that the vendors' samples, the specs and the
// generated code say the same. It holds nothing but tests.
package docfacts

// Package oauth2adapter lets golang.org/x/oauth2 and authhooks use each other's
// token sources. Programs that do not import it do not link x/oauth2.
package oauth2adapter

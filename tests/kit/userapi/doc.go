// Package userapi is a client such as a user of the SDK generates from a spec of their own.
// Copy openapi.yaml, oapi-codegen.yaml and the line below, and run
//
//	go get -tool github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen
//	go generate ./... && go mod tidy
//
// Package clients/hitem3d has the rest as an example: a service, and a test of one.
package userapi

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config oapi-codegen.yaml openapi.yaml

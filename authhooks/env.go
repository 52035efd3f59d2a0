package authhooks

import (
	"os"
	"strings"
)

// EnvValue reads an environment variable and drops one trailing line break,
// which files and secret mounts like to add.
func EnvValue(name string) string {
	v := strings.TrimSuffix(os.Getenv(name), "\n")
	return strings.TrimSuffix(v, "\r")
}

// Env reads the required environment variables of credentials, in order. Its
// KindInvalidRequest error names every one that is missing or empty, or the
// first that no credential may look like (see [CheckCredentials]).
func Env(vendor string, names ...string) ([]string, error) {
	values, err := OptionalEnv(vendor, names...)
	if err != nil {
		return nil, err
	}
	var missing []string
	for i, name := range names {
		if values[i] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, MissingEnv(vendor, strings.Join(missing, " and "))
	}
	return values, nil
}

// OptionalEnv is [Env] for variables of which none has to be set.
func OptionalEnv(vendor string, names ...string) ([]string, error) {
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = EnvValue(name)
		if problem := textProblem(values[i]); problem != "" {
			return nil, vendorError(vendor, "credentialsFromEnv", name+" "+problem)
		}
	}
	return values, nil
}

// MissingEnv is the error of a CredentialsFromEnv that lacks what.
func MissingEnv(vendor, what string) error {
	return vendorError(vendor, "credentialsFromEnv", "not set in the environment: "+what)
}

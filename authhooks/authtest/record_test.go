package authtest

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRecordKeepsTheLast(t *testing.T) {
	t.Parallel()
	var l record
	assert.Empty(t, l.all())
	for i := range kept + 10 {
		l.add(Exchange{Path: strconv.Itoa(i)})
	}
	list := l.all()
	require.Len(t, list, kept)
	for i, e := range list {
		require.Equal(t, strconv.Itoa(i+10), e.Path)
	}
}

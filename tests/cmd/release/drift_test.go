package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// TestDriftScript runs .ci/drift with a docfacts that answers by the page's name alone.
func TestDriftScript(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fake := filepath.Join(dir, "docfacts")
	write(t, dir, "docfacts", "#!/bin/sh\n[ \"$1 $2 $4 $5 $6\" = 'drift -vendor -format markdown -doc' ] || exit 3\necho \"about $3\"\nexit \"$(cat \"$7\")\"\n")
	require.NoError(t, os.Chmod(fake, 0o700))
	for name, c := range map[string]struct {
		pages map[string]string // page: the exit status of docfacts
		want  int
		text  []string
	}{
		"none":      {nil, 2, []string{"| no page saved | amsu "}},
		"same":      {map[string]string{"amsu.txt": "0"}, 0, []string{"| no change | amsu |", "| changed | none |"}},
		"changed":   {map[string]string{"amsu.html": "1", "scnet.txt": "0"}, 1, []string{"| changed | amsu |", "## amsu\n\nabout amsu", "| no change | scnet |"}},
		"not read":  {map[string]string{"amsu.txt": "1", "scnet.txt": "2", "zhihuiya.txt": "0"}, 2, []string{"| could not be read | scnet |", "## amsu", "## scnet"}},
		"two forms": {map[string]string{"amsu.txt": "1", "amsu.html": "0"}, 0, []string{"| no change | amsu |"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for page, status := range c.pages {
				write(t, folder, page, status)
			}
			report := filepath.Join(folder, "report.md")
			cmd := exec.CommandContext(t.Context(), "bash", "../../../.ci/drift", folder, report)
			cmd.Env = append(os.Environ(), "DOCFACTS="+fake)
			out, _ := cmd.CombinedOutput()
			assert.Equal(t, c.want, cmd.ProcessState.ExitCode(), string(out))
			text, err := os.ReadFile(report)
			require.NoError(t, err)
			for _, want := range c.text {
				assert.Contains(t, string(text), want)
			}
		})
	}
}

func TestDriftWorkflowBlocksNobody(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../.github/workflows/drift.yml")
	require.NoError(t, err)
	var workflow struct {
		On          map[string]any    `yaml:"on"`
		Permissions map[string]string `yaml:"permissions"`
		Jobs        map[string]struct {
			Permissions map[string]string `yaml:"permissions"`
			Steps       []struct {
				Uses string `yaml:"uses"`
			} `yaml:"steps"`
		} `yaml:"jobs"`
	}
	require.NoError(t, yaml.Unmarshal(raw, &workflow))
	assert.ElementsMatch(t, []string{"schedule", "workflow_dispatch"}, keys(workflow.On))
	assert.Empty(t, workflow.Permissions)
	require.Len(t, workflow.Jobs, 1)
	for _, job := range workflow.Jobs {
		assert.Equal(t, map[string]string{"contents": "read", "issues": "write"}, job.Permissions)
		for _, step := range job.Steps {
			if step.Uses != "" {
				assert.Regexp(t, `@[0-9a-f]{40}$`, step.Uses)
			}
		}
	}
}

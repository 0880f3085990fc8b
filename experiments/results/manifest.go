package results

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// A Manifest says how a results folder came about. It is the only file there that may differ
// between two runs of a study.
type Manifest struct {
	Format   int       `json:"format"`             // of the folder; 1
	Program  string    `json:"program"`            // "xbar"
	Version  string    `json:"version,omitempty"`  // of the program
	Study    string    `json:"study"`              // hash of the effective configuration
	Command  []string  `json:"command,omitempty"`  // as typed, program first
	Started  time.Time `json:"started,omitzero"`   // of the run that finished the study
	Finished time.Time `json:"finished,omitzero"`  // zero while the study is not finished
	Workers  int       `json:"workers,omitempty"`  // trials at a time
	Machine  Machine   `json:"machine"`            // that wrote the manifest
	Warnings []string  `json:"warnings,omitempty"` // doubts that did not stop the run
	Answers  []string  `json:"answers,omitempty"`  // to the question that was asked, a sentence each; reports show them first
	Files    []File    `json:"files,omitempty"`    // by name, without journal and manifest
}

// A Machine is what a run depended on for its speed.
type Machine struct {
	OS   string `json:"os"`
	Arch string `json:"arch"`
	CPUs int    `json:"cpus"` // that the program may use
	Go   string `json:"go"`   // version of Go it was built with
}

// A File is one file of a results folder.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // lower-case hexadecimal
}

// A VersionError says that a results folder was written by a newer program.
type VersionError struct {
	Path    string
	Version int // of the folder's format
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("%s has format %d: this program knows up to %d, use a newer one", e.Path, e.Version, manifestFormat)
}

const (
	manifestFormat = 1
	programName    = "xbar"
	maxManifest    = 16 << 20 // bytes: a bound on what a foreign file can make us hold
)

// errNotManifest marks a manifest.json that is not ours: many programs have one.
var errNotManifest = errors.New("not a manifest of results")

// WriteManifest writes manifest.json. It fills in the format, program, study and machine and the
// files: those written through f, and those of earlier runs of the study that are still there.
func (f *Folder) WriteManifest(m Manifest) error {
	m.Files = f.written()
	b, err := encodeManifest(m, f.study)
	if err != nil {
		return err
	}
	return f.replace(ManifestName, b)
}

// encodeManifest fills in what is known of every manifest and returns it as text.
func encodeManifest(m Manifest, study string) ([]byte, error) {
	m.Format, m.Program, m.Study = manifestFormat, programName, study
	m.Started, m.Finished = m.Started.UTC().Truncate(time.Second), m.Finished.UTC().Truncate(time.Second)
	m.Machine = Machine{OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.NumCPU(), Go: runtime.Version()}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	return append(b, '\n'), nil
}

func (f *Folder) written() []File {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := maps.Clone(f.files)
	for _, file := range f.older {
		if _, ok := all[file.Name]; ok {
			continue
		}
		if _, err := os.Lstat(filepath.Join(f.dir, file.Name)); err == nil {
			all[file.Name] = file
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
}

// ReadManifest reads the manifest of a results folder. A manifest of a newer program is a
// [VersionError]; its files are those with plain names.
func ReadManifest(dir string) (Manifest, error) {
	path := filepath.Join(dir, ManifestName)
	file, err := os.Open(path)
	if err != nil {
		return Manifest{}, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, maxManifest+1))
	if err != nil {
		return Manifest{}, fmt.Errorf("read %s: %w", path, reason(err))
	}
	return parseManifest(path, b)
}

// parseManifest reads the text of a manifest.
func parseManifest(path string, b []byte) (Manifest, error) {
	var m Manifest
	if len(b) > maxManifest || json.Unmarshal(b, &m) != nil || m.Program != programName || m.Format < 1 || m.Study == "" {
		return Manifest{}, fmt.Errorf("%s: %w", path, errNotManifest)
	}
	if m.Format > manifestFormat {
		return Manifest{}, &VersionError{path, m.Format}
	}
	m.Files = slices.DeleteFunc(m.Files, func(file File) bool { return checkName(file.Name) != nil })
	return m, nil
}

package results

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// MethodsName is the text of what was done, a paragraph a line, ready for a paper.
const MethodsName = "methods.txt"

// A Stored is a folder of results as it is found: what any command has left there.
type Stored struct {
	Dir       string
	Manifests []Manifest // manifest.json first, then those of commands that add to a folder, by name
	Files     []Data     // by name
}

// manifestPrefix begins the name of the manifest of a command that adds files to a folder.
const manifestPrefix = "manifest_"

// Added returns the manifest of a command that adds files to a folder which may hold those of others, with its name,
// manifest_COMMAND.json. The study is the hash of the files.
func Added(command string, m Manifest, files []Data) (Data, error) {
	all := sha256.New()
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		m.Files = append(m.Files, File{Name: f.Name, Bytes: int64(len(f.Data)), SHA256: hex.EncodeToString(sum[:])})
		fmt.Fprintf(all, "%x %s\n", sum, f.Name)
	}
	name := manifestPrefix + command + ".json"
	text, err := encodeManifest(m, hex.EncodeToString(all.Sum(nil)))
	return Data{name, text}, err
}

// A Data is a file with its bytes.
type Data struct {
	Name string
	Data []byte
}

// Find returns the bytes of the file of that name.
func (s *Stored) Find(name string) ([]byte, bool) {
	for _, f := range s.Files {
		if f.Name == name {
			return f.Data, true
		}
	}
	return nil, false
}

// shown are the kinds of files that Open reads.
var shown = []string{".csv", ".svg", ".png", ".toml", ".bib", ".json", ".txt"}

// mostStored bounds one file that Open reads, and the whole folder is bounded by eight of them: a page that
// holds more could not be opened.
const mostStored = 32 << 20 // bytes

// Open reads the tables, figures, cards and texts of a folder. Journals, reports, hidden files, folders and files of other
// kinds are left out. It errs where there is no folder, no table and no figure in it, and where a file is too large
// to be shown.
func Open(dir string) (*Stored, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, refusal(dir, "read", err)
	}
	s := &Stored{Dir: filepath.Clean(dir)}
	switch m, err := ReadManifest(dir); {
	case err == nil:
		s.Manifests = append(s.Manifests, m)
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errNotManifest):
		return nil, err
	}
	useful, left := false, int64(8*mostStored)
	for _, e := range entries { // sorted by name
		name, kind := e.Name(), strings.ToLower(filepath.Ext(e.Name()))
		if !e.Type().IsRegular() || name[0] == '.' || name == ManifestName || !slices.Contains(shown, kind) {
			continue
		}
		data, err := readBounded(filepath.Join(dir, name), min(mostStored, left))
		if err != nil {
			return nil, err
		}
		left -= int64(len(data))
		if strings.HasPrefix(name, manifestPrefix) && kind == ".json" {
			m, err := parseManifest(filepath.Join(dir, name), data)
			if err == nil {
				s.Manifests = append(s.Manifests, m)
				continue
			}
			if !errors.Is(err, errNotManifest) {
				return nil, err
			}
		}
		useful = useful || slices.Contains([]string{".csv", ".svg", ".png"}, kind)
		s.Files = append(s.Files, Data{name, data})
	}
	if !useful {
		return nil, fmt.Errorf("folder %s holds no results: want the folder that a command wrote with -o", dir)
	}
	return s, nil
}

func readBounded(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, reason(err))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, reason(err))
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s is too large for a report: at most %d MiB a file and %d a folder", path, mostStored>>20, 8*mostStored>>20)
	}
	return data, nil
}

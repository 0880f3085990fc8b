// Package results keeps the results folder: every file of it is written and read here.
//
// A folder belongs to one study, known by its hash. Its files appear whole or not at all; all of
// them but the manifest are the same bytes whenever the same study is run. Tables are plain CSV:
// ASCII headers with units, "\n" line ends, no comments, an empty cell where there is no number.
//
// This package decides what is in a file, not what is in a figure or page: those come as bytes.
package results

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/xbar-sim/xbar/experiments/run"
)

// Names of the files in a results folder.
const (
	ConfigName     = "config.toml"    // the whole configuration; running it again gives the same tables
	TrialsName     = "trials.csv"     // one row per trial
	SummaryName    = "summary.csv"    // one row per device and point
	ReferencesName = "references.bib" // sources of the numbers used
	ManifestName   = "manifest.json"  // how and when the folder came about
	JournalName    = "journal.jsonl"  // finished trials, while the study runs and after
)

// A Folder is a results folder that is being written.
type Folder struct {
	dir   string
	study string
	part  string // of several processes that share the folder; "" where there is one
	older []File // of earlier runs of the study, as their manifest lists them

	mu    sync.Mutex
	files map[string]File // written through this Folder
}

// An OtherStudyError says that a results folder belongs to another study.
type OtherStudyError struct {
	Dir        string
	Have, Want string // hashes of the studies
}

func (e *OtherStudyError) Error() string {
	return fmt.Sprintf("results folder %s holds another study (%s, not %s); use -o or --force", e.Dir, short(e.Have), short(e.Want))
}

// A ForeignError says that a folder holds files but no results.
type ForeignError struct{ Dir string }

func (e *ForeignError) Error() string {
	return fmt.Sprintf("folder %s is not empty and holds no results; use -o with a new or empty folder", e.Dir)
}

// Create makes a results folder for a study, or takes up one that the study has begun. With force
// it begins again: files of the former study, whichever it was, are removed, other people's files
// are not.
//
// It refuses a folder of another study ([OtherStudyError]), one with files but no results, force or
// not ([ForeignError]), one whose journal another process is writing ([run.LockedError]) where force
// would remove it, one of a newer program ([run.VersionError], [VersionError]), and one that cannot
// be read or written. A refused folder is left as it was.
func Create(dir, study string, force bool) (*Folder, error) {
	dir, err := ensure(dir, study)
	if err != nil {
		return nil, err
	}
	old, err := inspect(dir)
	if err != nil && !(force && old.ours) {
		return nil, err
	}
	switch {
	case force && old.ours:
		if err := old.remove(); err != nil {
			return nil, err
		}
	case old.study != "" && old.study != study:
		return nil, &OtherStudyError{dir, old.study, study}
	}
	f := &Folder{dir: dir, study: study, files: make(map[string]File)}
	if !force {
		f.older = old.files
	}
	if force || !old.claimed {
		// From here on the folder says whose it is, even if the study ends before its first trial.
		if err := f.WriteManifest(Manifest{}); err != nil {
			return nil, err
		}
	} else if err := f.tryWrite(); err != nil {
		return nil, err
	}
	return f, nil
}

// former is what Create finds in a folder.
type former struct {
	dir     string
	ours    bool   // it is a results folder
	study   string // its hash; "" if unknown
	claimed bool   // its manifest names the study
	files   []File // as the manifest lists them
}

// inspect looks into a folder without changing it. What it found is valid as far as it goes when
// there is an error.
func inspect(dir string) (former, error) {
	old := former{dir: dir}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return old, refusal(dir, "read", err)
	}
	foreign := false
	for _, e := range entries {
		foreign = foreign || !isLitter(e.Name())
	}
	m, err := ReadManifest(dir)
	var newer *VersionError
	switch {
	case err == nil:
		old.ours, old.claimed, old.study, old.files = true, true, m.Study, m.Files
	case errors.As(err, &newer):
		old.ours = true
		return old, err
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errNotManifest):
		return old, refusal(dir, "read", err)
	}
	if err := old.peek(); err != nil {
		return old, err
	}
	if !old.ours && foreign {
		return old, &ForeignError{dir}
	}
	return old, nil
}

// peek asks the journals whose they are. Where they and the manifest differ, a journal is what a study
// would go on with.
func (old *former) peek() error {
	paths, _, err := Journals(old.dir)
	if err != nil {
		return refusal(old.dir, "read", err)
	}
	for _, path := range paths {
		study, err := run.Peek(path)
		var notJournal *run.NotJournalError
		switch {
		case errors.As(err, &notJournal) && !old.ours:
			continue
		case errors.As(err, &notJournal):
			return fmt.Errorf("%w; --force starts the folder again", err)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		case study != "":
			old.ours = true
			old.claimed = old.claimed && study == old.study
			old.study = study
			return nil
		}
	}
	return nil
}

// remove deletes the files of a former study: the journal first, which no process may be writing,
// and the manifest last, so that the folder is known to the end.
func (old former) remove() error {
	shards, err := run.ShardJournals(old.dir)
	if err != nil {
		return err
	}
	journals := []string{JournalName}
	for _, s := range shards {
		journals = append(journals, s.JournalName())
	}
	for _, name := range journals {
		if err := run.Remove(filepath.Join(old.dir, name)); err != nil {
			return err
		}
	}
	names := []string{ConfigName, TrialsName, SummaryName, PulsesName, ReferencesName}
	for _, file := range old.files {
		names = append(names, file.Name)
	}
	for _, name := range append(names, ManifestName) {
		for _, n := range []string{tempName(name), name} {
			if err := os.Remove(filepath.Join(old.dir, n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return refusal(old.dir, "empty", err)
			}
		}
	}
	return nil
}

// isLitter tells files that operating systems leave behind, and our own unfinished ones.
func isLitter(name string) bool {
	switch name {
	case ".DS_Store", "Thumbs.db", "desktop.ini":
		return true
	}
	return strings.HasPrefix(name, "."+ManifestName+".") && strings.HasSuffix(name, ".tmp")
}

// ensure makes the folder of a study where there is none and returns its clean name.
func ensure(dir, study string) (string, error) {
	if dir == "" || study == "" {
		return "", errors.New("results folder: want a name and a study")
	}
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", refusal(dir, "create", err)
	}
	return dir, nil
}

// Path returns the folder's path as given to Create.
func (f *Folder) Path() string { return f.dir }

// JournalPath returns the path of the study's journal, for [run.Open].
func (f *Folder) JournalPath() string { return filepath.Join(f.dir, JournalName) }

// WriteFile writes a file of the folder, replacing an older one. It appears whole: until then there
// is the older one, or none. The name is that of a file, not a path. The manifest lists the file.
func (f *Folder) WriteFile(name string, data []byte) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := f.replace(name, data); err != nil {
		return err
	}
	f.list(name, data)
	return nil
}

// list puts a file on the list of the manifest.
func (f *Folder) list(name string, data []byte) {
	sum := sha256.Sum256(data)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[name] = File{Name: name, Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}
}

// WriteConfig writes config.toml, given as text.
func (f *Folder) WriteConfig(text []byte) error { return f.WriteFile(ConfigName, text) }

// checkName refuses names that leave the folder, hide in it, mean something else on another
// system, or are kept for files with a form of their own.
func checkName(name string) error {
	switch {
	case strings.EqualFold(name, ManifestName) || strings.EqualFold(name, JournalName) || isShardJournal(name):
	case name == "" || len(name) > 200 || name[0] == '.' || !filepath.IsLocal(name) || strings.TrimRight(name, ". ") != name:
	case strings.ContainsAny(name, `/\:*?"<>|`) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
	default:
		return nil
	}
	return fmt.Errorf("results file %q: want a plain file name", name)
}

func isShardJournal(name string) bool {
	_, ok := run.ParseShard(strings.ToLower(name))
	return ok
}

func tempName(name string) string { return "." + name + ".tmp" }

// temp is the path of a file that is being written, another one for each process that shares the folder.
func (f *Folder) temp(name string) string {
	if f.part != "" {
		name += "." + f.part
	}
	return filepath.Join(f.dir, tempName(name))
}

// replace puts data into place as a whole: a crash leaves the old file or the new one.
func (f *Folder) replace(name string, data []byte) (err error) {
	path, temp := filepath.Join(f.dir, name), f.temp(name)
	defer func() {
		if err != nil {
			os.Remove(temp)
			err = fmt.Errorf("write %s: %w", path, reason(err))
		}
	}()
	// A crash may have left one behind.
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	// The folder's entry needs a commit of its own; where folders cannot be committed there is nothing to do.
	if d, err := os.Open(f.dir); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
}

// tryWrite tells before the start what would otherwise come out after an hour.
func (f *Folder) tryWrite() error {
	temp := f.temp(ManifestName)
	file, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE, 0o644)
	if err == nil {
		err = errors.Join(file.Close(), os.Remove(temp))
	}
	if err != nil {
		return refusal(f.dir, "write", err)
	}
	return nil
}

func refusal(dir, verb string, err error) error {
	return fmt.Errorf("cannot %s results folder %s: %w", verb, dir, reason(err))
}

// reason strips the operation and path that the file system put before its reason.
func reason(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}

// short cuts a hash to what names a results folder.
func short(hash string) string {
	if len(hash) > 8 {
		return hash[:8]
	}
	return hash
}

// Package dataset provides images with labels: the digits that xbar draws itself, and sets kept
// in IDX files, which it reads, downloads and checks.
//
// Images are grey levels 0 (background) to 255, row by row from the top left. Nothing here is
// normalised, centred or shuffled: a set is what its files say. The package reads no environment
// variable and writes nowhere but into the cache folder handed to Fetch.
package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Set is a labelled collection of equally sized images.
type Set struct {
	Name          string // as asked for: "digits", "mnist", … or the path of a folder
	Width, Height int    // pixels
	Classes       int    // labels run from 0 to Classes-1
	Train, Test   Split
}

// A Split is one half of a Set: image i carries label i. The images of a split are consecutive
// slices of one array; nobody may write to them.
type Split struct {
	Images [][]byte // Width*Height grey levels each
	Labels []uint8
}

// Options say where Load looks for IDX files. An empty folder name is not looked in.
type Options struct {
	Dir   string // the user's data folder (XBAR_DATA), looked in first; one subfolder per set
	Cache string // where Fetch puts what it downloads; one subfolder per set
}

// An Info describes one set that Load knows by name.
type Info struct {
	Name        string
	Description string
	Cite        string // where the set was published; empty for our own
	Fetch       bool   // Fetch can download it
}

// Names lists the sets that Load knows by name, the built-in one first.
func Names() []Info {
	infos := []Info{{
		Name: digitsName,
		Description: fmt.Sprintf("stroke-drawn digits made by xbar, 28×28, %d training and %d test images, no file needed",
			digitsTrain, digitsTest),
	}}
	for _, s := range sources() {
		infos = append(infos, Info{Name: s.name, Description: s.description, Cite: s.cite, Fetch: true})
	}
	return infos
}

// Load returns the set called name: "digits", another name from Names, or the path of a folder
// that holds the four IDX files of a set. A name from Names wins over a folder of the same name;
// write ./mnist to mean the folder.
//
// The error is one line that names the file or folder and, where data is missing, the command
// that provides it.
func Load(name string, opt Options) (*Set, error) {
	if name == digitsName {
		return digits(), nil
	}
	for _, s := range sources() {
		if s.name == name {
			return loadNamed(name, opt)
		}
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return loadFolder(name, name)
	case err == nil:
		return nil, fmt.Errorf("dataset %s: is a file: want the folder that holds the IDX files", name)
	case !os.IsNotExist(err):
		return nil, fmt.Errorf("dataset %s: cannot read the folder: %w", name, cause(err))
	case strings.ContainsAny(name, `/\`):
		return nil, fmt.Errorf("dataset %s: no such folder", name)
	}
	return nil, unknown(name)
}

// loadNamed looks for a known set in the user's folder, then in the cache. A folder with none of
// the four files counts as absent; one with some of them, such as an interrupted Fetch leaves, is
// an error rather than a reason to take the set from elsewhere.
func loadNamed(name string, opt Options) (*Set, error) {
	hint := fmt.Sprintf("(run %q or set XBAR_DATA)", "xbar data fetch "+name)
	var looked []string
	for _, parent := range []string{opt.Dir, opt.Cache} {
		if parent == "" {
			continue
		}
		dir := filepath.Join(parent, name)
		entries, err := os.ReadDir(dir)
		if err != nil && !os.IsNotExist(err) {
			return nil, fmt.Errorf("%s: cannot read the folder %s: %w", name, dir, cause(err))
		}
		if slices.ContainsFunc(entries, isSetFile) {
			s, err := loadFolder(name, dir)
			if errors.Is(err, errMissing) {
				err = fmt.Errorf("%w %s", err, hint)
			}
			return s, err
		}
		looked = append(looked, dir)
	}
	where := ""
	if len(looked) > 0 {
		where = " in " + strings.Join(looked, " or ")
	}
	return nil, fmt.Errorf("%s: not found%s %s", name, where, hint)
}

// unknown says which names there are.
func unknown(name string) error {
	var names []string
	for _, i := range Names() {
		names = append(names, i.Name)
	}
	return fmt.Errorf("dataset %q is not known: want %s or the path of a folder with IDX files",
		name, strings.Join(names, ", "))
}

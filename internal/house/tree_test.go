package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/xbar-sim/xbar"

// root is the repository as seen from this package.
const root = "../.."

// A source is one parsed Go file of the main module.
type source struct {
	name string // slash-separated, from the root of the repository
	room string // its folder
	test bool
	text string
	file *ast.File
}

// at says where a node is, for error messages.
func (s source) at(set *token.FileSet, n ast.Node) string {
	return s.name + ":" + strconv.Itoa(set.Position(n.Pos()).Line)
}

// imports returns the paths that the file imports.
func (s source) imports() []string {
	var out []string
	for _, i := range s.file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			panic("house: an import path that is no string: " + i.Path.Value)
		}
		out = append(out, p)
	}
	return out
}

// files calls visit for every file of the repository whose name has the given ending. Folders
// that git ignores, hidden ones, test data and other modules are left out.
func files(t *testing.T, ending string, visit func(name, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || name == "results" || name == "tools") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ending) {
			return nil
		}
		text, err := os.ReadFile(p)
		visit(name, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sources parses all Go files of the main module.
func sources(t *testing.T) (*token.FileSet, []source) {
	t.Helper()
	set := token.NewFileSet()
	var all []source
	files(t, ".go", func(name, text string) {
		f, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), text, f})
	})
	if len(all) == 0 {
		t.Fatal("no Go files found")
	}
	return set, all
}

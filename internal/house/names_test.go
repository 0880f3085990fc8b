package house

import (
	"go/ast"
	"slices"
	"testing"
)

// called are methods that the language or a library looks for by name.
var called = []string{"Error", "Unwrap", "String", "MarshalJSON", "UnmarshalJSON", "main"}

// Nothing is there that nobody uses: the name of every function, method, type, constant and variable stands in another
// place too, for exported names in some test at least, for the others in the program. Names are taken as words, so that
// two methods of one name count for each other.
func TestNamesAreUsed(t *testing.T) {
	set, all := sources(t)
	everywhere, inRoom := map[string]int{}, map[string]map[string]int{}
	for _, s := range all {
		own := inRoom[s.room]
		if own == nil {
			own = map[string]int{}
			inRoom[s.room] = own
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				everywhere[id.Name]++
				if !s.test {
					own[id.Name]++
				}
			}
			return true
		})
	}
	for _, s := range all {
		if s.test {
			continue
		}
		for _, id := range declares(s.file) {
			uses := inRoom[s.room][id.Name]
			if id.IsExported() {
				uses = everywhere[id.Name]
			}
			if uses < 2 && !slices.Contains(called, id.Name) {
				t.Errorf("%s: nobody uses %s", s.at(set, id), id.Name)
			}
		}
	}
}

// declares lists the names that a file gives to its package.
func declares(f *ast.File) (names []*ast.Ident) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name)
				case *ast.ValueSpec:
					names = append(names, spec.Names...)
				}
			}
		}
	}
	return slices.DeleteFunc(names, func(id *ast.Ident) bool { return id.Name == "_" })
}

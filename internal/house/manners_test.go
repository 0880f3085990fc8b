package house

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// longest is how many lines a Go file may have; most have under 300.
const longest = 500

func TestFilesAreShort(t *testing.T) {
	_, all := sources(t)
	for _, s := range all {
		if n := strings.Count(s.text, "\n"); n > longest {
			t.Errorf("%s has %d lines, want at most %d", s.name, n, longest)
		}
	}
}

// Chance comes from named streams: nothing draws from the generator that all of a process share,
// and math/rand of version 1, which hides it, is not used at all. This holds for tests too.
func TestNoSharedGenerator(t *testing.T) {
	named := []string{"New", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "PCG", "ChaCha8", "Zipf", "Source"}
	set, all := sources(t)
	for _, s := range all {
		local := ""
		for i, p := range s.imports() {
			if p == "math/rand" {
				t.Errorf("%s: imports math/rand: want math/rand/v2 and a stream", s.at(set, s.file.Imports[i]))
			}
			if p == "math/rand/v2" {
				local = "rand"
				if n := s.file.Imports[i].Name; n != nil {
					local = n.Name
				}
			}
		}
		if local == "" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && !slices.Contains(named, sel.Sel.Name) {
				t.Errorf("%s: %s.%s draws from the generator of the process", s.at(set, sel), local, sel.Sel.Name)
			}
			return true
		})
	}
}

// Importing a package must do nothing.
func TestNoInit(t *testing.T) {
	set, all := sources(t)
	for _, s := range all {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: has an init function", s.at(set, f))
			}
		}
	}
}

func TestExportedNamesAreExplained(t *testing.T) {
	set, all := sources(t)
	explained := map[string]bool{} // rooms with a package comment
	for _, s := range all {
		if s.test {
			continue
		}
		explained[s.room] = explained[s.room] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			for _, n := range bare(d) {
				t.Errorf("%s: %s has no comment", s.at(set, n), n.Name)
			}
		}
	}
	for room, ok := range explained {
		if !ok {
			t.Errorf("package %s has no comment", room)
		}
	}
}

// bare returns the exported names that a declaration leaves without a comment. Constants and
// variables may share the comment of their group; a method of an unexported type needs none, nor
// do the methods of an error, which the language explains.
func bare(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		ofError := d.Recv != nil && (d.Name.Name == "Error" || d.Name.Name == "Unwrap")
		if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) && !ofError {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var out []*ast.Ident
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				out = append(out, bareType(d, spec)...)
			case *ast.ValueSpec:
				if d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					out = append(out, exported(spec.Names)...)
				}
			}
		}
		return out
	}
	return nil
}

func bareType(d *ast.GenDecl, spec *ast.TypeSpec) []*ast.Ident {
	if !spec.Name.IsExported() {
		return nil
	}
	var out []*ast.Ident
	if spec.Doc == nil && (d.Doc == nil || len(d.Specs) > 1) {
		out = append(out, spec.Name)
	}
	if i, ok := spec.Type.(*ast.InterfaceType); ok {
		for _, m := range i.Methods.List {
			if m.Doc == nil && m.Comment == nil {
				out = append(out, exported(m.Names)...)
			}
		}
	}
	return out
}

func exported(names []*ast.Ident) []*ast.Ident {
	var out []*ast.Ident
	for _, n := range names {
		if n.IsExported() {
			out = append(out, n)
		}
	}
	return out
}

// exportedReceiver reports whether a function is none's method or that of an exported type.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

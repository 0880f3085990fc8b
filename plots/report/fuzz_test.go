package report

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/internal/memory"
)

var (
	// What is escaped has no < and no > of its own.
	anyTag     = regexp.MustCompile(`<[^>]*>?`)
	tagName    = regexp.MustCompile(`^</?([A-Za-z0-9]+)[\s>]|^<!doctype html>$`)
	attributes = regexp.MustCompile(`\s([A-Za-z:-]+)(?:="[^"<>]*")?`)
	closedTag  = regexp.MustCompile(`^</?[A-Za-z0-9]+(?:\s+[A-Za-z0-9:-]+(?:="[^"<>]*")?)*\s*/?>$|^<!doctype html>$`)
	pageTags   = strings.Fields("html head meta title style body h1 h2 h3 p div strong ul li ol a figure figcaption span img table caption thead tbody tr th td details summary pre small")
)

// onlyOurs fails where a page, its script taken out, has a tag that is neither the page's nor a drawing's, an
// attribute that is not written as the page writes them, or one that runs something.
func onlyOurs(t *testing.T, page string) {
	t.Helper()
	page = strings.Replace(page, "<style>"+styleText+"</style>", "", 1)
	for _, tag := range anyTag.FindAllString(page, -1) {
		name := tagName.FindStringSubmatch(tag)
		if name == nil || !closedTag.MatchString(tag) {
			t.Fatalf("the page has %.300q", tag)
		}
		if !slices.Contains(pageTags, name[1]) && !drawn[name[1]] && name[1] != "" {
			t.Fatalf("the page has the element %q", name[1])
		}
		for _, a := range attributes.FindAllStringSubmatch(tag, -1) {
			if strings.HasPrefix(strings.ToLower(a[1]), "on") {
				t.Fatalf("the page has the attribute %q", a[1])
			}
		}
	}
	for _, link := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if to := html.UnescapeString(link[1]); !strings.HasPrefix(to, "data:") && !strings.HasPrefix(to, "https://doi.org/") {
			t.Fatalf("the page links to %.100q", to)
		}
	}
}

// Whatever a file of a results folder holds and whatever it is called, the page is made, in memory that goes with the
// file, and has no tag, attribute or link that is not the page's own.
func FuzzFolders(f *testing.F) {
	for _, name := range []string{"a.csv", "summary.csv", "trials.csv", "estimates_iv.csv", "goodness_iv.csv", "x.svg", "x.png", "card.toml", "references.bib", "methods.txt", "manifest_fit.json", "config.toml"} {
		f.Add(name, []byte(evil+","+evil+"\n1,2\n"), evil)
	}
	f.Add("estimates_iv.csv", []byte(strings.Join(estimateHead, ",")+"\na,1,0,2,0.1,0.2,3,4,S,m,identified\n"), "S")
	f.Add("x.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="10pt"><desc>a</desc><g><path d="M0,0"/></g></svg>`), "")
	f.Add("card.toml", []byte("title = \"<b>\"\nclass = \"x\"\nmodel = \"linear\"\n[params]\n[sources.lab]\ntext = \"<i>\"\ndoi = \"10.1/\\\"><script>\"\n"), "")
	f.Add("references.bib", []byte("@misc{a, note = {</pre>}}\n@misc{b}"), "\x00")
	f.Fuzz(func(t *testing.T, name string, data []byte, word string) {
		s := &results.Stored{Dir: "r/" + word, Files: []results.Data{{Name: name, Data: data}}, Manifests: []results.Manifest{{
			Version: word, Study: word, Command: []string{"xbar", word}, Warnings: []string{word}, Answers: []string{word},
			Machine: results.Machine{OS: word}, Files: []results.File{{Name: name, SHA256: word}},
		}}}
		var b bytes.Buffer
		asked := memory.Asked(func() {
			if err := WriteFolders(&b, []*results.Stored{s, s}, Options{Version: word}); err != nil {
				t.Fatal(err)
			}
		})
		if n := len(data) + len(name) + len(word); asked > 32<<20+4096*int64(n) {
			t.Errorf("%d bytes take %d", n, asked)
		}
		onlyOurs(t, strings.Replace(b.String(), "<script>"+scriptText+"</script>", "", 1))
	})
}

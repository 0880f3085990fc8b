package device

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// docs/FORMATS.md names every key of a card.
func TestKeysOfCardsAreDocumented(t *testing.T) {
	data, err := os.ReadFile("../docs/FORMATS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "## Device card")
	text, _, ok := strings.Cut(text, "\n## ")
	if !ok {
		t.Fatal("no section on device cards")
	}
	for _, kind := range []reflect.Type{reflect.TypeFor[cardFile](), reflect.TypeFor[entry](), reflect.TypeFor[spread](), reflect.TypeFor[reference]()} {
		for k := range kind.NumField() {
			if key := kind.Field(k).Tag.Get("toml"); !strings.Contains(text, "`"+key) {
				t.Errorf("%s of a %s is not documented", key, kind.Name())
			}
		}
	}
}

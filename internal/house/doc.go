// Package house holds no code: its tests look at the repository itself. They check what a reader
// relies on and no compiler asks for: which room may import which, how long a file is, that every
// exported name says what it means, where chance comes from, and that the documents name things
// that exist.
package house

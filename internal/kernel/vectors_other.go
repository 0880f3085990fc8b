//go:build !amd64 || purego

package kernel

// Vectors names the assembly that was chosen: "none" here.
func Vectors() string { return "none" }

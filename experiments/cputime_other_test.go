//go:build !unix

package experiments

import "time"

// processorTime is not known here.
func processorTime() time.Duration { return 0 }

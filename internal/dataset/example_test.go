package dataset_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/dataset"
)

func ExampleLoad() {
	set, err := dataset.Load("digits", dataset.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d training and %d test images, %d×%d, %d classes\n",
		len(set.Train.Images), len(set.Test.Images), set.Width, set.Height, set.Classes)
	fmt.Println("test image 4 is a", set.Test.Labels[4])
	for y := 3; y < 25; y++ {
		line := []byte("|")
		for _, level := range set.Test.Images[4][y*set.Width:][:set.Width] {
			line = append(line, " .+#"[level/64])
		}
		fmt.Println(string(line) + "|")
	}
	// Output:
	// 4000 training and 1000 test images, 28×28, 10 classes
	// test image 4 is a 2
	// |                            |
	// |                            |
	// |            ..++++..        |
	// |          .#########+       |
	// |        +############.      |
	// |       +###+.     .##+      |
	// |       .#+        .##+      |
	// |                  ###.      |
	// |                 .###       |
	// |                 ###.       |
	// |                +##+        |
	// |               +###.        |
	// |              +###.         |
	// |            .####.          |
	// |           +####.           |
	// |         .####+             |
	// |        +####.    .++       |
	// |      .#####++.++####+      |
	// |     .###############.      |
	// |     .############+.        |
	// |      .+..   ...            |
	// |                            |
}

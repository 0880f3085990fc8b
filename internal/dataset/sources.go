package dataset

// A source says where a published set can be downloaded and how its files are recognised.
type source struct {
	name, description, cite string
	mirrors                 []string // HTTPS folders, tried in this order; each holds every file with ".gz"
	files                   []sourceFile
}

// A sourceFile is one IDX file of a source. Size and sum are those of the uncompressed bytes, so
// that a mirror may have compressed them again.
type sourceFile struct {
	name   string // without ".gz"
	size   int64  // bytes
	sha256 string // hexadecimal
}

// sources lists the sets that can be downloaded.
//
// Both sets have 60 000 training and 10 000 test images of 28×28 pixels: 16 + 47 040 000,
// 8 + 60 000, 16 + 7 840 000 and 8 + 10 000 bytes. The sums of Fashion-MNIST are those of the
// files whose compressed form has the MD5 sums printed in its README.
func sources() []source {
	return []source{
		{
			name:        "mnist",
			description: "MNIST handwritten digits, 28×28, 60000 training and 10000 test images",
			cite: "LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, " +
				"Proc. IEEE 86(11), 2278-2324 (1998), doi:10.1109/5.726791",
			mirrors: []string{
				"https://storage.googleapis.com/cvdf-datasets/mnist/",
				"https://ossci-datasets.s3.amazonaws.com/mnist/",
			},
			files: []sourceFile{
				{trainImages, 47040016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
				{trainLabels, 60008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
				{testImages, 7840016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
				{testLabels, 10008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
			},
		},
		{
			name:        "fashion",
			description: "Fashion-MNIST clothing, 28×28, 60000 training and 10000 test images",
			cite: "Xiao, Rasul and Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine " +
				"learning algorithms, arXiv:1708.07747 (2017)",
			mirrors: []string{
				"https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
				"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
			},
			files: []sourceFile{
				{trainImages, 47040016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
				{trainLabels, 60008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
				{testImages, 7840016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
				{testLabels, 10008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
			},
		},
	}
}

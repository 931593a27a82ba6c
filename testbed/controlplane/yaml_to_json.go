package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// yamlToJSON says what a file of YAML documents means to Kubernetes: split by apimachinery's YAMLReader, read by
// sigs.k8s.io/yaml, as kubectl and every Go client do. It prints one line a document: {"json":VALUE}, or
// {"error":"message"} where the document can't be read. After a separator that the splitter refuses it prints that
// error and stops, since nobody knows where the next document begins.
func yamlToJSON(in io.Reader, out io.Writer) int {
	buffered := bufio.NewWriter(out)
	defer buffered.Flush()
	documents := utilyaml.NewYAMLReader(bufio.NewReader(in))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return 0
		}
		if err != nil {
			printProblem(buffered, err)
			return 0
		}
		value, err := yaml.YAMLToJSON(document)
		if err != nil {
			printProblem(buffered, err)
			continue
		}
		fmt.Fprintf(buffered, "{\"json\":%s}\n", value)
	}
}

func printProblem(out io.Writer, problem error) {
	message, err := json.Marshal(problem.Error())
	if err != nil {
		panic(err) // A string always has a JSON form.
	}
	fmt.Fprintf(out, "{\"error\":%s}\n", message)
}

// One binary with every part of a Kubernetes control plane, and two small tools beside them: the first argument says
// which part to be. One binary because the parts share nearly all of their code: five would be five times the size and
// five times the linking.
package main

import (
	"fmt"
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

const usage = `usage: controlplane PART [ARGUMENTS]

parts of the control plane, each with the flags it has upstream:
  etcd
  kube-apiserver
  kube-controller-manager
  kube-scheduler

tools:
  leash [--then-remove DIR] COMMAND [ARGUMENTS]
      run COMMAND until it ends or until standard input does
  yaml-to-json
      print what each YAML document on standard input means to Kubernetes
`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	// The parts read os.Args themselves and expect their own name first.
	os.Args = os.Args[1:]
	switch os.Args[0] {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "kube-controller-manager":
		os.Exit(cli.Run(controllers.NewControllerManagerCommand()))
	case "kube-scheduler":
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	case "leash":
		os.Exit(leash(os.Args[1:]))
	case "yaml-to-json":
		os.Exit(yamlToJSON(os.Stdin, os.Stdout))
	default:
		fmt.Fprintf(os.Stderr, "no such part: %q\n%s", os.Args[0], usage)
		os.Exit(2)
	}
}

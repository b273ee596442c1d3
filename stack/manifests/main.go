// Manifests: renders deploy/ as `kubectl apply -k` does, and decodes each object strictly into Kubernetes' own types: a field that
// does not exist there, or has another type, is an error. Prints the objects, one a line of JSON. Whether their values make
// sense, only an API server says.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func main() {
	log.SetFlags(0)
	rendered, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), os.Args[1])
	if err != nil {
		log.Fatal(err)
	}

	scheme := runtime.NewScheme()
	groups := runtime.NewSchemeBuilder(apps.AddToScheme, autoscaling.AddToScheme, core.AddToScheme, policy.AddToScheme)
	if err := groups.AddToScheme(scheme); err != nil {
		log.Fatal(err)
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()

	for _, resource := range rendered.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			log.Fatal(err)
		}
		object, _, err := decoder.Decode(text, nil, nil)
		if err != nil {
			log.Fatalf("%s %s: %v", resource.GetKind(), resource.GetName(), err)
		}
		line, err := json.Marshal(object)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(line))
	}
}

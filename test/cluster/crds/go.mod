module entra-scim-kit/test/cluster/crds

go 1.26.4

// Only the custom resource definitions inside these modules are read; nothing of them is compiled.
require (
	github.com/cloudnative-pg/plugin-barman-cloud v0.15.0
	github.com/prometheus-operator/prometheus-operator v0.85.0
	sigs.k8s.io/gateway-api v1.6.0
)

{{- define "scim-service.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "scim-service.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "scim-service.labels" -}}
{{ include "scim-service.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: entra-scim-kit
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "scim-service.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* The host Entra calls, from publicUrl. */}}
{{- define "scim-service.host" -}}
{{- (urlParse .Values.publicUrl).hostname -}}
{{- end -}}

{{/* What the route lets in: metrics never; the admin API, the token endpoint and the console where that is asked for. */}}
{{- define "scim-service.publishedPaths" -}}
{{- .Values.basePath }}{{ if .Values.admin.published }} /admin/api{{ end }}{{ if .Values.oauth.published }} /oauth/token /.well-known/oauth-authorization-server{{ end }}{{ if .Values.console.issuer }} /console{{ end -}}
{{- end -}}

{{/* What makes no sense together stops the installation, with the way out. */}}
{{- define "scim-service.validate" -}}
{{- if not .Values.publicUrl -}}
{{- fail "publicUrl is missing: set the URL under which Entra reaches the service, for example https://scim.example.com" -}}
{{- end -}}
{{- if not .Values.database.existingSecret -}}
{{- fail "database.existingSecret is missing: name a Secret of this namespace that holds the connection string under the key database.key" -}}
{{- end -}}
{{- if not .Values.admin.existingSecret -}}
{{- fail "admin.existingSecret is missing: name a Secret of this namespace that holds the admin key under the key admin.key" -}}
{{- end -}}
{{- if and .Values.console.issuer (not .Values.console.clientId) -}}
{{- fail "console.clientId is missing: set the client id of the app registration by which people sign in to the console" -}}
{{- end -}}
{{- if and .Values.console.issuer (not .Values.console.existingSecret) -}}
{{- fail "console.existingSecret is missing: name a Secret of this namespace that holds the client secret under the key console.key" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled .Values.ingress.enabled -}}
{{- fail "httpRoute.enabled and ingress.enabled are both true: publish the service one way, set the other to false" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs is empty: name the Gateway that the route attaches to" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.tlsSecret) -}}
{{- fail "ingress.tlsSecret is missing: Entra only calls https, name the Secret with the certificate" -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is greater than autoscaling.maxReplicas" -}}
{{- end -}}
{{- end -}}

{{/* What the serving and the migrating container have in common: image, rights, environment, mounts. */}}
{{- define "scim-service.container" -}}
image: {{ include "scim-service.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
resources:
  {{- toYaml .Values.resources | nindent 2 }}
env:
  - name: DATABASE_URL_FILE
    value: /etc/scim-service/database/url
  - name: DATABASE_POOL_SIZE
    value: {{ .Values.database.poolSize | quote }}
  - name: HOST
    value: "0.0.0.0"
  - name: PORT
    value: "8080"
  - name: PUBLIC_URL
    value: {{ .Values.publicUrl | quote }}
  - name: BASE_PATH
    value: {{ .Values.basePath | quote }}
  - name: LOG_LEVEL
    value: {{ .Values.logLevel | quote }}
  - name: SCHEMAS_DIR
    value: /etc/scim-service/schemas
  - name: ADMIN_KEY_FILE
    value: /etc/scim-service/admin/adminKey
  {{- if .Values.bootstrapToken.existingSecret }}
  - name: BOOTSTRAP_TOKEN_FILE
    value: /etc/scim-service/bootstrap/token
  {{- end }}
  {{- with .Values.console }}
  {{- if .issuer }}
  - name: CONSOLE
    value: oidc
  - name: CONSOLE_OIDC_ISSUER
    value: {{ .issuer | quote }}
  - name: CONSOLE_OIDC_CLIENT_ID
    value: {{ .clientId | quote }}
  - name: CONSOLE_OIDC_CLIENT_SECRET_FILE
    value: /etc/scim-service/console/clientSecret
  # Sessions are signed with a key derived from this one.
  - name: SESSION_KEY_FILE
    value: /etc/scim-service/admin/adminKey
  {{- end }}
  {{- end }}
  {{- with .Values.tracing.endpoint }}
  - name: OTEL_EXPORTER_OTLP_ENDPOINT
    value: {{ . | quote }}
  {{- end }}
volumeMounts:
  - name: schemas
    mountPath: /etc/scim-service/schemas
    readOnly: true
  - name: database
    mountPath: /etc/scim-service/database
    readOnly: true
  - name: admin-key
    mountPath: /etc/scim-service/admin
    readOnly: true
  {{- if .Values.console.issuer }}
  - name: console
    mountPath: /etc/scim-service/console
    readOnly: true
  {{- end }}
  {{- if .Values.bootstrapToken.existingSecret }}
  - name: bootstrap-token
    mountPath: /etc/scim-service/bootstrap
    readOnly: true
  {{- end }}
{{- end -}}

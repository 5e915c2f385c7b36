@echo off
rem Started by the Pulumi engine on Windows. See pulumi-resource-kubernetes.
setlocal
if not defined NODE_EXTRA_CA_CERTS if defined SSL_CERT_FILE set "NODE_EXTRA_CA_CERTS=%SSL_CERT_FILE%"
set "STANDIN_NODE=%~dp0..\..\..\node_modules\node\bin\node.exe"
if not exist "%STANDIN_NODE%" set "STANDIN_NODE=node"
"%STANDIN_NODE%" --disable-warning=ExperimentalWarning "%~dp0main.ts" %*

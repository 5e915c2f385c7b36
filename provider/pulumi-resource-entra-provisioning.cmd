@echo off
rem Started by the Pulumi engine on Windows. See pulumi-resource-entra-provisioning.
setlocal
set "NODE=%~dp0..\node_modules\node\bin\node.exe"
if not exist "%NODE%" set "NODE=node"
"%NODE%" -e "const [a, b] = process.versions.node.split('.'); process.exit(a > 22 || (a == 22 && b >= 18) ? 0 : 1)" 2>nul
if errorlevel 1 (
  echo The provider entra-provisioning needs Node 22.18 or later: run npm install in the repository, which brings its own. 1>&2
  exit /b 1
)
"%NODE%" --disable-warning=ExperimentalWarning "%~dp0main.ts" %*
exit /b %errorlevel%

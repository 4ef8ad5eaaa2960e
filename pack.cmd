@echo off
rem Makes the NuGet packages in artifacts\packages, of the version in Directory.Build.props.
rem Usage: pack [OPTION...]    options of dotnet pack, such as --no-build
setlocal
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
set "packages=%~dp0artifacts\packages"
cd /d "%~dp0"
if not exist "%packages%" mkdir "%packages%"
del /q "%packages%\Heliograph.*.nupkg" "%packages%\Heliograph.*.snupkg" 2>nul
for %%n in (Mqtt Broker Storage Server Testing) do dotnet pack "src\Heliograph.%%n" -c Release -o "%packages%" -v q %* || exit /b 1
dir /b "%packages%"

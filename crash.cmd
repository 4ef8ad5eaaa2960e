@echo off
rem Kills a broker again and again under load, and checks that it loses nothing that it acknowledged.
rem Usage: crash [--cut] [--durability LEVEL] [MINUTES] [SEED]    see docs/durability.md
setlocal
set "project=%~dp0tests\Heliograph.Crash"
dotnet build "%project%" -c Release -v q -nologo 1>&2 || exit /b 1
"%project%\bin\Release\net10.0\Heliograph.Crash.exe" crash %*

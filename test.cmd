@echo off
rem Builds everything once, runs every test project, and ends with `N passed, N failed`.
rem Usage: test [NAME...]    only the projects whose name contains NAME
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0tests\run.ps1" %*
exit /b %errorlevel%

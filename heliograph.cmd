@echo off
rem Runs the heliograph program from this checkout, building it first when a source is newer than the last build.
setlocal
set "root=%~dp0"
set "program=%root%src\Heliograph.Cli\bin\Release\net10.0\heliograph.dll"
set "stamp=%root%artifacts\heliograph.built"
set "lock=%root%artifacts\build.lock"

call :is_stale || goto run
if not exist "%root%artifacts" mkdir "%root%artifacts"
set "result="

rem Only one process can hold the file open for writing: the others wait for it.
:acquire
2>nul ( 9>"%lock%" call :build_if_stale )
if not defined result (
  ping -n 2 127.0.0.1 >nul
  goto acquire
)
if not "%result%"=="0" (
  type "%stamp%.log" 1>&2
  exit /b %result%
)

:run
dotnet "%program%" %*
exit /b %errorlevel%

:build_if_stale
call :is_stale || (
  set "result=0"
  exit /b 0
)
type nul >"%stamp%.new"
pushd "%root%"
dotnet build src\Heliograph.Cli -c Release -v q -nologo >"%stamp%.log" 2>&1
set "result=%errorlevel%"
popd
if "%result%"=="0" move /y "%stamp%.new" "%stamp%" >nul
exit /b 0

:is_stale
if not exist "%program%" exit /b 0
if not exist "%stamp%" exit /b 0
powershell -NoProfile -Command ^
  "$built = (Get-Item $env:stamp).LastWriteTimeUtc;" ^
  "$sources = @(Get-ChildItem ($env:root + 'src') -Recurse -File) + @(Get-Item ($env:root + 'Directory.*.props'), ($env:root + 'global.json'));" ^
  "if ($sources | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' -and $_.LastWriteTimeUtc -gt $built }) { exit 0 } else { exit 1 }"
exit /b %errorlevel%

# Builds everything once, runs every test project, and ends with `N passed, N failed`. The Windows half of ./test.
$wanted = $args
$configuration = 'Release'
$root = Split-Path -Parent $PSScriptRoot
$results = Join-Path $root 'artifacts\test'
$projectSecondsMax = 900
$passed = 0
$failed = 0

Set-Location $root
$env:DOTNET_NOLOGO = '1'
New-Item -ItemType Directory -Force $results | Out-Null
Get-ChildItem $results -Include *.xml, *.log -Recurse | Remove-Item

function Invoke-Project([string] $name) {
    $executable = Join-Path $root "tests\$name\bin\$configuration\net10.0\$name.exe"
    $log = Join-Path $results "$name.log"
    $report = Join-Path $results "$name.xml"
    $process = Start-Process $executable -NoNewWindow -PassThru -RedirectStandardOutput $log -ArgumentList @(
        '--no-progress', '--no-ansi', '--results-directory', "`"$results`"",
        '--report-xunit', '--report-xunit-filename', "$name.xml")
    $null = $process.Handle
    $ended = $process.WaitForExit($projectSecondsMax * 1000)
    if (-not $ended) { taskkill /pid $process.Id /t /f | Out-Null }

    $good = 0
    $bad = 0
    if (Test-Path $report) {
        foreach ($assembly in ([xml](Get-Content -Raw -Encoding UTF8 $report)).assemblies.assembly) {
            $good += [int]$assembly.passed
            $bad += [int]$assembly.failed + [int]$assembly.errors + [int]$assembly.skipped
        }
    }
    if ((-not $ended -or $process.ExitCode -ne 0) -and $bad -eq 0) { $bad = 1 }
    $script:passed += $good
    $script:failed += $bad
    Write-Output "${name}: $good passed, $bad failed"
    if ($bad -gt 0) { Get-Content -Tail 400 $log }
}

$projects = Get-ChildItem tests\*\*.csproj | ForEach-Object BaseName |
    Where-Object { $name = $_; $wanted.Count -eq 0 -or ($wanted | Where-Object { $name -like "*$_*" }) }

if (Get-Command npm -ErrorAction SilentlyContinue) {
    Push-Location tests\Heliograph.Interop\node
    npm ci --no-audit --no-fund *> (Join-Path $results 'npm.log')
    Pop-Location
}
dotnet build Heliograph.slnx -c $configuration -v q -nologo *> (Join-Path $results 'build.log')
if ($LASTEXITCODE -ne 0) {
    Get-Content -Tail 40 (Join-Path $results 'build.log')
    $failed = 1
} else {
    foreach ($project in $projects) { Invoke-Project $project }
}

Write-Output "$passed passed, $failed failed"
exit [int]($failed -gt 0 -or $passed -eq 0)

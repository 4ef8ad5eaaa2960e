using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Heliograph.Bench.Floods;
using Heliograph.Bench.Memory;
using Heliograph.Bench.Metrics;
using Heliograph.Bench.Pages;
using Heliograph.Bench.Store;
using Perfolizer.Horology;

switch (args)
{
    case ["store-append", var folder]:
        AppendBench.Run(folder);
        return;
    case ["store-recovery", var folder, var millions]:
        RecoveryBench.Run(folder, Number(millions));
        return;
    case ["idle-clients", var port, var count, var subscriptions, var sessions]:
        IdleClients.Run(Number(port), Number(count), Number(subscriptions), Number(sessions));
        return;
    case ["pages", var port, var seconds]:
        PageReader.Run(Number(port), Number(seconds));
        return;
    case ["held-bytes"]:
        HeldBytes.Run();
        return;
    case ["otlp-sink", var port]:
        OtlpSink.Run(Number(port));
        return;
    case ["flood", var kind, var port, var number, var seconds]:
        Flood.Run(kind, Number(port), Number(number), Number(seconds));
        return;
    case ["store-drain", var port, var clientId, var acknowledgements]:
        Environment.ExitCode = DrainBench.Run(Number(port), clientId, acknowledgements) ? 0 : 1;
        return;
}

// Short runs in one process: enough to tell a factor of two and an allocation, which is what
// they guard. The least of many short iterations is what the code costs on a machine that does other things too.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(3)
    .WithIterationCount(15)
    .WithIterationTime(TimeInterval.FromMilliseconds(50));
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(ConsoleLogger.Default)
    .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
    .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Statistics,
        DefaultColumnProviders.Metrics)
    .AddColumn(StatisticColumn.Min)
    .AddExporter(MarkdownExporter.GitHub)
    .HideColumns(Column.StdDev, Column.Median)
    .WithOptions(ConfigOptions.DisableLogFile);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

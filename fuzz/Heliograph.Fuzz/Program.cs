using System.Diagnostics;
using System.Globalization;
using Heliograph.Fuzz;
using Heliograph.Fuzz.Targets;

const string usage = """
    usage: Heliograph.Fuzz TARGET [--seconds N] [--seed N] [--corpus FOLDER]
      TARGET    codec, topics, tree, acl, passwords, toml, mosquitto, apollo, proxy or websocket
      --seconds how long to run (default 60)
      --seed    where the random changes start (default 1); the same seed makes the same inputs
      --corpus  the inputs to start from (default fuzz/corpus/TARGET); an input that fails is saved there
    """;

var target = args.Length > 0 ? AllTargets.ByName.GetValueOrDefault(args[0]) : null;
if (target is null || args.Length % 2 == 0)
{
    Console.Error.WriteLine(usage);
    return 2;
}

var folder = Option("--corpus") ?? Path.Combine("fuzz", "corpus", target.Name);
var length = TimeSpan.FromSeconds(Number("--seconds", 60));
var seed = Number("--seed", 1);
var campaign = new Campaign(target, [.. Corpus.Load(folder).Values], seed);
var clock = Stopwatch.StartNew();
var finding = campaign.Run(runs => runs % 256 != 0 || clock.Elapsed < length);
Console.WriteLine($"{target.Name}: seed {seed}, {campaign.Runs} inputs in {clock.Elapsed.TotalSeconds:F0} s");
if (finding is null) return 0;
Console.WriteLine(Convert.ToHexString(finding.Input));
Console.WriteLine(finding.Cause);
Console.WriteLine($"saved as {Corpus.Save(folder, finding.Input, finding.Cause.Message)}");
return 1;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? null : args[at + 1];
}

int Number(string name, int otherwise) =>
    Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

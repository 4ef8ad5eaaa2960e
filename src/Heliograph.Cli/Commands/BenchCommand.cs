using System.CommandLine;
using Heliograph.Cli.Bench;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph bench</c>: many clients at once, and what they measure.</summary>
internal static class BenchCommand
{
    private const string Bounds = "Memory is bounded: a client holds one payload and its open publishes, and latencies are counted in a fixed table. "
        + "The program ends with 0 when all went well, and with 1 when a connection was lost or a publish refused.";

    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("bench", "Measure a broker", "pub|sub|conn", "Loads a broker with many clients and says what they saw: rates and latencies. docs/benchmarking.md has recipes.");
        command.Subcommands.Add(Of(BenchKind.Publish, terminal, new("pub", "Publish from many clients", "-t TOPIC",
            "Connects clients, and has each publish to its topic. With QoS 1 and 2 the latency is from PUBLISH to PUBACK or PUBCOMP. " + Bounds)
        {
            Examples =
            [
                ("heliograph bench pub -t bench/%i -c 100 --rate 20000 --duration 30", "A hundred clients, 20,000 messages a second in all, for half a minute."),
                ("heliograph bench pub -t bench/%i -c 10 -q 1 --count 100000", "As fast as the broker acknowledges, 100,000 in all."),
            ],
        }));
        command.Subcommands.Add(Of(BenchKind.Subscribe, terminal, new("sub", "Subscribe with many clients", "-t FILTER",
            "Connects clients, and has each subscribe to its filter. The latency is read off payloads of bench pub of 12 bytes and more, by the clocks of both machines. " + Bounds)
        {
            Examples =
            [
                ("heliograph bench sub -t bench/%i -c 100 --duration 60", "Each client reads the topic of its number."),
                ("heliograph bench sub -t '$share/readers/bench/#' -c 4 -q 1 --count 100000 --json", "Four share the work; numbers for a program."),
            ],
        }));
        command.Subcommands.Add(Of(BenchKind.Connect, terminal, new("conn", "Connect many clients", "",
            "Connects clients and keeps them connected. The latency is from opening the socket to CONNACK. " + Bounds)
        {
            Examples =
            [
                ("heliograph bench conn -c 10000 --connect-rate 1000 --duration 60", "Ten thousand idle clients, a thousand more each second, kept for a minute."),
                ("heliograph bench conn -c 1000 --duration 1 --tls --cafile ca.pem -p 8883", "What the handshakes of TLS cost."),
            ],
        }));
        command.SetAction(parsed => new ShowHelp(terminal).Invoke(parsed));
        return command;
    }

    private static ProgramCommand Of(BenchKind kind, Terminal terminal, ProgramCommand command)
    {
        var arguments = new BenchArguments(kind);
        arguments.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var plan = arguments.Read(parsed);
            var screen = parsed.GetValue(arguments.Json) ? TextWriter.Null : terminal.Text;
            var report = await new BenchRun(plan, progress => screen.WriteLine(progress.Line(kind))).RunAsync(stop);
            if (parsed.GetValue(arguments.Json)) terminal.Text.WriteLine(System.Text.Json.JsonSerializer.Serialize(report, BenchJson.Default.BenchReport));
            else foreach (var line in report.Lines()) terminal.Text.WriteLine(line);
            return report is { Lost: 0, Refused: 0 } ? ExitCode.Ok : ExitCode.Failure;
        });
        return command;
    }
}

using System.CommandLine;
using Heliograph.Cli.Doctor;
using Heliograph.Cli.Help;
using Heliograph.Server.Instance;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph doctor</c>: looks at an instance and its machine, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string?>("DIR") { HelpName = "[DIR]", Arity = ArgumentArity.ZeroOrOne, Description = "The instance (default: the one here)" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line: severity, check, text, fix" };
        var command = new ProgramCommand("doctor", "Look for what is wrong with an instance", "[DIR]",
            "Looks at an instance, whether it runs or not, and at its machine: ports, rights of files, file descriptors, clock, speed "
            + "and space of the disk, certificate, first password, who gets in, configuration, memory. Each finding comes with what puts it "
            + "right. Nothing is changed. Ends with 1 when something is an error.")
        {
            Examples = [("heliograph doctor mybroker", "Before the first start, and when something does not work.")],
        };
        command.Arguments.Add(folder);
        command.AddGroup("Options", json);
        command.SetAction(parsed =>
        {
            var layout = InstanceFolder.Find(parsed.GetValue(folder));
            return Report(new(layout, InstanceReading.Of(layout), TimeProvider.System), parsed.GetValue(json), terminal);
        });
        return command;
    }

    private static int Report(Patient patient, bool asJson, Terminal terminal)
    {
        var findings = Examination.Of(patient).ToArray();
        foreach (var finding in findings)
        {
            if (asJson) terminal.Text.WriteLine(finding.ToJson());
            else Print(finding, terminal);
        }

        return findings.Any(finding => finding.Severity == Severity.Error) ? ExitCode.Failure : ExitCode.Ok;
    }

    private static void Print(Finding finding, Terminal terminal)
    {
        const int longest = 1_000;
        var severity = $"{finding.Severity.ToString().ToLowerInvariant(),-7}";
        terminal.Text.WriteLine($"{(finding.Severity == Severity.Ok ? severity : terminal.Title(severity))}  {finding.Check,-14}  {LogText.Escape(finding.Text, longest)}");
        if (finding.Fix is { } fix) terminal.Text.WriteLine($"{"",25}-> {LogText.Escape(fix, longest)}");
    }
}

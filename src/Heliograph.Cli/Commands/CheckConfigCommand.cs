using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph check-config</c>: reads the files of <c>etc/</c> as a broker would.</summary>
internal static class CheckConfigCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string?>("DIR") { HelpName = "[DIR]", Arity = ArgumentArity.ZeroOrOne, Description = "The instance (default: the one here)" };
        var reference = new Option<bool>("--reference") { Description = "Print every setting with its default and range instead (Markdown)" };
        var command = new ProgramCommand("check-config", "Check the files in etc/", "[DIR]",
            "Checks etc/heliograph.toml, the certificates of its listeners, the keys of tokens, the users and the ACL of an instance as the broker reads them, and prints every error "
            + "with file, line and remedy, or ok. A running broker is not touched.")
        {
            Examples = [("heliograph check-config mybroker", "Check before saving takes effect, or before a restart.")],
        };
        command.Arguments.Add(folder);
        command.AddGroup("Options", reference);
        command.SetAction(parsed => parsed.GetValue(reference) ? PrintReference(terminal) : Check(parsed.GetValue(folder), terminal));
        return command;
    }

    private static int Check(string? folder, Terminal terminal)
    {
        var layout = InstanceFolder.Find(folder);
        var reading = InstanceReading.Of(layout);
        var files = reading.Configuration is { } configuration ? ListenerFiles.Look(layout, configuration, TimeProvider.System) : [];
        var errors = reading.Errors.Concat(files.Where(file => file.Fault is not null).Select(file =>
            new ConfigurationError(InstanceLayout.ConfigurationName, 0, 0, $"listener '{file.Listener}': {file.Fault!.Problem}", file.Fault.Remedy))).ToArray();
        if (reading.Configuration is { } read && AccessFiles.Look(layout, read) is { } fault)
            errors = [.. errors, new ConfigurationError(InstanceLayout.ConfigurationName, 0, 0, fault.Problem, fault.Remedy)];
        foreach (var error in errors) terminal.Error.WriteLine(error);
        if (errors.Length > 0) return ExitCode.Failure;
        terminal.Text.WriteLine("ok");
        return ExitCode.Ok;
    }

    private static int PrintReference(Terminal terminal)
    {
        terminal.Text.Write(ConfigurationReference.Render());
        return ExitCode.Ok;
    }
}

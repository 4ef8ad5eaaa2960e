using System.CommandLine;
using System.Globalization;
using Heliograph.Cli.Help;
using Heliograph.Server.Imports;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph import</c>: makes an instance of another broker's files, and tells line by line what became of them.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("PATH") { Description = "A mosquitto.conf, or an instance folder of Apache Apollo" };
        var folder = new Option<string>("--to", "-t") { HelpName = "DIR", Required = true, Description = "The folder to make; its name becomes the instance's name" };
        var command = new ProgramCommand("import", "Make an instance from another broker's files", "PATH --to DIR",
            "Makes an instance of a mosquitto.conf with its password and ACL files, or of an instance folder of Apache Apollo "
            + "(etc/apollo.xml, users.properties, groups.properties). Prints what was carried over, line by line, and what was not, "
            + "and why. The files are only read; messages and sessions stay behind.")
        {
            Examples =
            [
                ("heliograph import /etc/mosquitto/mosquitto.conf --to mybroker", "Then start it with mybroker/bin/mybroker run."),
                ("heliograph import /var/lib/apollo --to mybroker", "From Apache Apollo."),
            ],
        };
        command.Arguments.Add(path);
        command.AddGroup("Options", folder);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(path), parsed.GetRequiredValue(folder), terminal));
        return command;
    }

    private static int Run(string path, string folder, Terminal terminal)
    {
        if (path.Length == 0) throw new UsageException("PATH is empty");
        if (folder.Length == 0) throw new UsageException("--to is empty");
        InstanceImport.EnsureNew(folder);
        var imported = ImportedInstance.Read(path);
        InstanceImport.Create(imported, folder, CreateCommand.Program);
        Print(imported.Report, terminal);
        terminal.Text.WriteLine();
        terminal.Text.WriteLine($"Imported from {imported.Source}: {imported.Report.Carried} carried over, {imported.Report.Left} not");
        terminal.Text.WriteLine($"{terminal.Title("Look over:")}  {Path.Combine(folder, "etc")}");
        terminal.Text.WriteLine($"{terminal.Title("Start it:")}   heliograph run {folder}");
        return ExitCode.Ok;
    }

    private static void Print(ImportReport report, Terminal terminal)
    {
        foreach (var file in report.Entries.GroupBy(entry => entry.File))
        {
            terminal.Text.WriteLine(terminal.Title(LogText.Escape(file.Key)));
            foreach (var entry in file.OrderBy(entry => entry.Line))
            {
                var line = entry.Line > 0 ? entry.Line.ToString(CultureInfo.InvariantCulture) : "";
                terminal.Text.WriteLine($"{line,5} {(entry.IsCarried ? "carried" : "   left")}  {LogText.Escape(entry.What)}");
                terminal.Text.WriteLine($"               {LogText.Escape(entry.Note)}");
            }
        }

        var untold = report.Carried + report.Left - report.Entries.Count;
        if (untold > 0) terminal.Text.WriteLine($"and {untold} more");
    }
}

using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;

namespace Heliograph.Server.Imports;

/// <summary>Makes an instance of what was imported.</summary>
internal static class InstanceImport
{
    /// <summary>Refuses a folder in which something is.</summary>
    /// <exception cref="OperatorException">It is not empty.</exception>
    public static void EnsureNew(string folder)
    {
        var root = InstanceLayout.Of(folder).Root;
        if (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
            throw new OperatorException($"{root} is not empty", "Choose another folder with --to: an import makes a new instance");
    }

    /// <summary>Makes the folder.</summary>
    /// <param name="imported">What it is to hold.</param>
    /// <param name="folder">Where: a folder that is empty, or not there.</param>
    /// <param name="program">The full path of the heliograph executable that the start scripts run.</param>
    /// <exception cref="OperatorException">The folder cannot be used; nothing was changed.</exception>
    public static void Create(ImportedInstance imported, string folder, string program)
    {
        var layout = InstanceLayout.Of(folder);
        EnsureNew(layout.Root);
        // What Heliograph itself would refuse at the start must not be written.
        var text = DefaultConfigurationFile.Render(imported.Configuration);
        var reading = ConfigurationFile.Parse(text, InstanceLayout.ConfigurationName);
        if (reading.Configuration is null)
            throw new OperatorException($"the imported settings do not fit together: {reading.Errors[0]}", "Correct the file that is imported and try again");
        InstanceCreation.Create(new()
        {
            Layout = layout, Program = program, Configuration = imported.Configuration, Users = imported.Users, Acl = imported.Acl,
        });
    }
}

namespace Heliograph.Tests.Common.Disks;

/// <summary>A name was given, moved or taken away.</summary>
/// <param name="Name">The name.</param>
/// <param name="File">What it names now; null when it is gone.</param>
/// <param name="From">The name it had before, or null.</param>
internal sealed record NameChange(string Name, SimulatedFile? File, string? From)
{
    public void ApplyTo(Dictionary<string, SimulatedFile> names)
    {
        if (From is not null)
        {
            // What was not created cannot be moved.
            if (!names.TryGetValue(From, out var moved) || moved != File) return;
            names.Remove(From);
        }

        if (File is null) names.Remove(Name);
        else names[Name] = File;
    }
}

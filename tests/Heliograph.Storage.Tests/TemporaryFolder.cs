namespace Heliograph.Storage.Tests;

/// <summary>A folder of its own for one test, deleted with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("heliograph-storage-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

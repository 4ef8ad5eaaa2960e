using Heliograph.Server.Instance;
using Heliograph.Server.Store;
using Heliograph.Storage;

namespace Heliograph.Server.Mosquitto;

/// <summary>Where state is kept that Mosquitto would keep in its <c>persistence_file</c>: a folder beside it. Dispose after the stop.</summary>
/// <remarks>
/// The file itself is written at the stop and says where the state is, for scripts that look for it. What Mosquitto left there
/// is kept under another name.
/// </remarks>
internal sealed class PersistenceFile : IDisposable
{
    private const string Mark = "heliograph";

    private readonly string _path;
    private readonly InstanceLock _lock;

    /// <param name="path">The file.</param>
    /// <exception cref="OperatorException">Another process keeps its state there, or the folder cannot be written.</exception>
    public PersistenceFile(string path)
    {
        _path = path;
        Folder = $"{path}.heliograph";
        _lock = InstanceLock.Take(Folder, $"the state in {Folder}", "Stop that one first, or write another persistence_location");
    }

    public string Folder { get; }

    public StoreOptions Store => new() { Folder = Path.Combine(Folder, "journal"), Storage = new() { Level = DurabilityLevel.Os } };

    /// <summary>Puts a file aside that Mosquitto wrote.</summary>
    /// <returns>Its new name; null when there was none.</returns>
    public string? PutAside()
    {
        if (!File.Exists(_path) || IsOurs()) return null;
        var aside = $"{_path}.mosquitto";
        File.Move(_path, aside, overwrite: true);
        return aside;
    }

    /// <summary>Says in the file where the state is.</summary>
    public void Leave() => File.WriteAllText(_path, $"{Mark}: the state is in {Folder}\n");

    public void Dispose() => _lock.Dispose();

    private bool IsOurs()
    {
        using var file = File.OpenRead(_path);
        Span<byte> start = stackalloc byte[Mark.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("heliograph"u8);
    }
}
